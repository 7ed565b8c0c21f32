import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { letterErrorBound } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(letterErrorBound);
  expect(result.verdict).toBe(letterErrorBound.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
