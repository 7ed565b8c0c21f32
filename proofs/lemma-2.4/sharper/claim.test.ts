import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemma24Sharper } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemma24Sharper);
  expect(result.verdict).toBe(lemma24Sharper.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
