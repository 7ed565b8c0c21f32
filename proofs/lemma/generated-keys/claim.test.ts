import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaGeneratedKeys } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaGeneratedKeys);
  expect(result.verdict).toBe(lemmaGeneratedKeys.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
