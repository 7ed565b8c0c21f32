import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lookupPrefixKey } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lookupPrefixKey);
  expect(result.verdict).toBe(lookupPrefixKey.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
