import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem23Tightness } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem23Tightness);
  expect(result.verdict).toBe(theorem23Tightness.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
