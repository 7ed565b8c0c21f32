import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lookupSuffixKey } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lookupSuffixKey);
  expect(result.verdict).toBe(lookupSuffixKey.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
