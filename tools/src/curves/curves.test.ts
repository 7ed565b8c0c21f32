import { readFile } from 'node:fs/promises';
import { paperCurvesSchema } from '@verbatim/report';
import { describe, expect, test } from 'vitest';
import { constructionError } from './construction-error.js';
import { FULL_PLAN, paperCurves } from './curves.js';

const COMMITTED = new URL('../../../docs/results/paper-curves.json', import.meta.url);

const small = () =>
  paperCurves(
    {
      curves: [{ alphabetSize: 2, ngram: 3, lengths: [2, 6, 9, 16] }],
      gssm: { alphabetSize: 2, longest: 6 },
      mostExhausted: 512,
      draws: 400,
    },
    { command: 'test', seed: 1, versions: {} },
  );

describe('the curves of the paper', () => {
  test('where every string was run, err is p_conflict to the last digit', () => {
    const { points } = small().curves[0]!;
    const exhausted = points.filter(({ constructionErr }) => constructionErr.method === 'exhaustion');
    expect(exhausted.map(({ length }) => length)).toEqual([2, 6, 9]);
    for (const { constructionErr, pConflict } of exhausted) expect(constructionErr.err).toBe(pConflict.value);
  });

  test('where strings were drawn, the interval has p_conflict', () => {
    const { constructionErr, pConflict } = small().curves[0]!.points[3]!;
    expect(constructionErr).toMatchObject({ method: 'sampled', cases: 400 });
    expect(constructionErr.low).toBeLessThan(pConflict.value);
    expect(constructionErr.high).toBeGreaterThan(pConflict.value);
    expect(constructionErr.low).toBeGreaterThan(0);
  });

  test('are in the order that the theory says', () => {
    for (const { pConflict, pNgram, pairBound, lemmaBound } of small().curves[0]!.points) {
      expect(pConflict.value).toBeLessThanOrEqual(pNgram.value);
      expect(pNgram.value).toBeLessThanOrEqual(pairBound.value);
      expect(pairBound.value).toBeLessThan(lemmaBound.value);
    }
  });

  test('registers are on the bound of Theorem 2.7, prefix machines above it', () => {
    const { gssm } = small();
    const of = (family: string) => gssm.filter((machine) => machine.family === family);
    expect(of('register')).toHaveLength(27);
    for (const { err, bound } of of('register')) expect(err).toEqual(bound);
    for (const { err, bound } of of('prefix')) expect(err.value).toBeGreaterThanOrEqual(bound.value);
    expect(of('prefix').some(({ err, bound }) => err.value > bound.value)).toBe(true);
  });

  test('another seed draws other strings', () => {
    const options = { mostExhausted: 1, draws: 50 };
    const failures = (seed: number) => constructionError(2, 3, 12, { ...options, seed }).failures;
    expect(failures(1)).toBe(failures(1));
    expect(new Set([1, 2, 3, 4, 5].map(failures)).size).toBeGreaterThan(1);
  });
});

describe('the committed curves', async () => {
  const committed = paperCurvesSchema.parse(JSON.parse(await readFile(COMMITTED, 'utf8')));

  test('have every curve and length of the plan', () => {
    expect(
      committed.curves.map(({ alphabetSize, ngram, points }) => ({
        alphabetSize,
        ngram,
        lengths: points.map(({ length }) => length),
      })),
    ).toEqual(FULL_PLAN.curves);
  });

  test('are what comes out where it is quick to see', () => {
    const again = paperCurves(
      { ...FULL_PLAN, curves: [{ alphabetSize: 2, ngram: 5, lengths: [2, 4, 6, 8, 10, 12, 14] }] },
      { command: 'test', seed: committed.run.seed, versions: {} },
    );
    expect(again.curves[0]!.points).toEqual(committed.curves[0]!.points.slice(0, 7));
    expect(again.gssm).toEqual(committed.gssm);
  });

  test('have p_conflict in every interval of the construction', () => {
    for (const { points } of committed.curves)
      for (const { constructionErr, pConflict } of points) {
        expect(constructionErr.low).toBeLessThanOrEqual(pConflict.value);
        expect(constructionErr.high).toBeGreaterThanOrEqual(pConflict.value);
      }
  });
});
