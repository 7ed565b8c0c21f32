import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem27TightEverywhere } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem27TightEverywhere);
  expect(result.verdict).toBe(theorem27TightEverywhere.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
