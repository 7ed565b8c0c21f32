import type { Evidence, Method } from '@verbatim/evidence';
import { describe, expect, it } from 'vitest';
import {
  fewerRepeatsThanConflicts,
  oneFailureMore,
  scaled,
  withAllPairs,
  withIndependentPairs,
} from './broken-counts.js';
import { BOUNDS, linksOf, tightnessRow } from './chain.js';
import { CONTROL_LENGTHS, countedChain } from './counted-chain.js';

const run = (method: Method): Promise<Evidence> =>
  method.run({ effort: 'quick', seed: 1, progress() {}, signal: new AbortController().signal });

describe('each link breaks where its own member is wrong', () => {
  const D = ({ alphabetSize }: { alphabetSize: number }) => BigInt(alphabetSize);
  it.each([
    ['E[conflicts]²/E[conflicts²] ≤ p_conflict', withIndependentPairs('conflict'), undefined],
    ['E[repeats]²/E[repeats²] ≤ p_ngram', withIndependentPairs('repeat'), undefined],
    ['E[starts]²/E[starts²] ≤ p_ngram', withIndependentPairs('start'), undefined],
    ['μ/(1+μ) ≤ p_conflict', withAllPairs('conflict'), undefined],
    ['ν/(1+ν) ≤ p_ngram', withAllPairs('start'), undefined],
    ['err = p_conflict', BOUNDS, oneFailureMore],
    ['p_conflict ≤ p_ngram', BOUNDS, fewerRepeatsThanConflicts],
    ['p_conflict ≤ C(L−n, 2) D⁻ⁿ (1 − 1/D)', scaled('conflicts', (s) => [D(s) - 1n, D(s)]), undefined],
    ['p_ngram ≤ E[starts]', scaled('starts', (s) => [D(s) - 1n, D(s)]), undefined],
    ['E[starts] ≤ C(L−n+1, 2) D⁻ⁿ', scaled('pairs', () => [1n, 2n]), undefined],
    ['C(L−n+1, 2) D⁻ⁿ < L² D⁻ⁿ', scaled('lemma', (s) => [1n, D(s)]), undefined],
  ])('%s', async (name, bounds, change) => {
    const { supports, counterexample } = await run(countedChain(bounds, () => CONTROL_LENGTHS, change));
    expect(supports).toBe('refuted');
    expect((counterexample!.case as { broken: string[] }).broken).toContain(name);
    expect(counterexample!.explanation).toContain(name);
  });
});

it('has every link for short strings, and all but the second moments for long ones', () => {
  const counted = { failures: 1n, conflicts: 1n, repeats: 2n };
  const names = (length: number) =>
    linksOf({ size: { alphabetSize: 2, ngram: 5, length }, ...counted }).map(({ name }) => name);
  expect(names(45)).toHaveLength(11);
  expect(names(46)).toEqual(names(45).filter((name) => !name.startsWith('E[') || name.startsWith('E[starts] ')));
});

describe('where nothing can repeat', () => {
  it.each([1, 4, 5])('all members are 0 but L² D⁻ⁿ: L = %i, n = 5', (length) => {
    const links = linksOf({
      size: { alphabetSize: 3, ngram: 5, length },
      failures: 0n,
      conflicts: 0n,
      repeats: 0n,
    });
    expect(links.every(({ holds }) => holds)).toBe(true);
    expect(new Set(links.map(({ left }) => left.numerator))).toEqual(new Set([0n]));
  });
});

it('says how far bounds are from probabilities, and nothing where one is 0', () => {
  // One pair of windows, and no letter behind the second: p_ngram is 1/8 and nothing conflicts.
  const row = tightnessRow({
    size: { alphabetSize: 2, ngram: 3, length: 4 },
    failures: 0n,
    conflicts: 0n,
    repeats: 2n,
  });
  expect(row).toMatchObject({ err: 0, pNgram: 1 / 8, boundOverErr: null, startsOverNgram: 1, pairsOverNgram: 1 });
});
