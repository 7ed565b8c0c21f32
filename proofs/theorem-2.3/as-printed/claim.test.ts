import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem23AsPrinted } from './claim.js';

const result = await verifyQuickly(theorem23AsPrinted);

it('is refuted at quick effort, and every control is caught', () => {
  expect(result.verdict).toBe(theorem23AsPrinted.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});

it('is refuted by the smallest case of its range, the point mass on 01, for every T', () => {
  const [found] = result.evidence;
  expect(found!.counterexample!.case).toMatchObject({
    alphabetSize: 2,
    ngram: 1,
    length: 2,
    strings: [[0, 1]],
    err: '0',
    pNgram: '0',
  });
  expect(found!.counterexample!.explanation).toContain('for every T');
});

it('leaves no T any room, at any size', () => {
  const any = result.evidence.find(({ name }) => name === 'any-transformer')!;
  expect(any.failures).toBe(any.cases);
});
