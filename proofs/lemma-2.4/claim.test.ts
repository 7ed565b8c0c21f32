import { expect, it } from 'vitest';
import { verifyQuickly } from '../common/verify-quickly.testing.js';
import { lemma24 } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemma24);
  expect(result.verdict).toBe(lemma24.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
