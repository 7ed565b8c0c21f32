import { equalFractions, fractionText, pointMass, repeatProbability, uniformCopies } from '@verbatim/tasks';
import { expect, it } from 'vitest';
import {
  broadDistributions,
  CopiedStrings,
  describeErrorCase,
  errorCases,
  explainErrorCase,
  narrowDistributions,
  pointMasses,
} from './copy-distributions.js';
import { CopyTrials, fixedTransformer } from './copy-trials.js';

const size = { alphabetSize: 2, ngram: 1, length: 3 };
const trials = new CopyTrials(fixedTransformer);

it('takes err from what is copied: of the 8 binary strings of 3 letters, 001 and 110 conflict', () => {
  const copied = new CopiedStrings(trials, size);
  const failing = [...uniformCopies(2, 3).support()].filter(({ letters }) => !copied.has(letters));
  expect(failing.map(({ letters }) => letters.join(''))).toEqual(['001', '110']);
  expect(fractionText(copied.error(uniformCopies(2, 3)))).toBe('1/4');
});

it('gives err and p_ngram of each distribution of each size', () => {
  const cases = [...errorCases(trials, [size], pointMasses)];
  expect(cases.map(({ error }) => fractionText(error))).toEqual(['0', '1', '0', '0', '0', '0', '1', '0']);
  for (const { distribution, repeatProbability: found } of cases) {
    expect(equalFractions(found, repeatProbability(distribution, 1))).toBe(true);
  }
});

it('describes a case with its strings when they are few', () => {
  const found = [...errorCases(trials, [size], () => [pointMass([0, 0, 1], 2)])][0]!;
  expect(describeErrorCase(found)).toMatchObject({ ...size, strings: [[0, 0, 1]], err: '1', pNgram: '1' });
  expect(explainErrorCase(found)).toContain('on 001, D = 2, n = 1 and L = 3, err is 1 and p_ngram is 1.');
  const uniform = [...errorCases(trials, [size], () => [uniformCopies(2, 3)])][0]!;
  expect(describeErrorCase(uniform)).not.toHaveProperty('strings');
});

it('offers broad distributions that may draw every string, and narrow ones that draw three at most', () => {
  for (const distribution of broadDistributions(size)) {
    expect([...distribution.support()]).toHaveLength(8);
  }
  for (const distribution of narrowDistributions(size)) {
    expect([...distribution.support()].length).toBeLessThanOrEqual(3);
  }
  expect(narrowDistributions({ ...size, length: 1 }).length).toBeGreaterThan(0);
});
