import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem27AsPrinted } from './claim.js';

it('is refuted at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem27AsPrinted);
  expect(result.verdict).toBe(theorem27AsPrinted.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});

it('has the machine of one state on strings of one letter as its counterexample', async () => {
  const { evidence } = await verifyQuickly(theorem27AsPrinted);
  expect(evidence[0]!.counterexample!.case).toMatchObject({ alphabetSize: 2, states: 1, length: 1, copied: 1 });
});
