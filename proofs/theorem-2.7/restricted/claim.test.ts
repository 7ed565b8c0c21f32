import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem27Restricted } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem27Restricted);
  expect(result.verdict).toBe(theorem27Restricted.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
