import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaSoftmax } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaSoftmax);
  expect(result.verdict).toBe(lemmaSoftmax.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
