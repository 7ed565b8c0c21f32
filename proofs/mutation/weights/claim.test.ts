import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { mutationWeights } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(mutationWeights);
  expect(result.verdict).toBe(mutationWeights.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
