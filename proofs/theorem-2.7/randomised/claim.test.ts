import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem27Randomised } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem27Randomised);
  expect(result.verdict).toBe(theorem27Randomised.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
