import { expect, it } from 'vitest';
import { verifyQuickly } from '../common/verify-quickly.testing.js';
import { corollary28 } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(corollary28);
  expect(result.verdict).toBe(corollary28.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
