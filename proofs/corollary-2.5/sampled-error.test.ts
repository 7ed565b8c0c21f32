import { clopperPearsonUpper } from '@verbatim/evidence';
import { expect, test } from 'vitest';
import { drawsFor } from './sampled-error.js';

const tenth = { numerator: 1n, denominator: 10n };

test('draws enough for an error at the bound of the conflict probability to be told from ε', () => {
  // n = 3 and C(27, 2) 26⁻³ (1 − 1/26) = 0.0192.
  const draws = drawsFor({ epsilon: tenth, length: 30, alphabetSize: 26 });
  const fiveDeviationsMore = Math.ceil(0.0192 * draws + 5 * Math.sqrt(0.0192 * draws));
  expect(clopperPearsonUpper(fiveDeviationsMore, draws)).toBeLessThan(0.1);
});

test('draws no more than no failure needs where there can be none', () => {
  const draws = drawsFor({ epsilon: tenth, length: 1, alphabetSize: 2 });
  expect(clopperPearsonUpper(0, draws)).toBeLessThan(0.1);
  expect(clopperPearsonUpper(0, Math.floor(draws / 1.2))).toBeGreaterThan(0.1);
});
