import { expect, it } from 'vitest';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';

const values = [0, 1, 2, 3, 4, 5];

it('accepts a fair die', () => {
  const random = randomSource(1);
  expect(excessOfFrequencies(tally(draws(60_000, () => random.integer(0, 5))), equally(values))).toBeLessThan(1);
});

it('notices a die that shows one side in 5.6 throws instead of 6', () => {
  const random = randomSource(1);
  const loaded = () => (random.real() < 0.015 ? 3 : random.integer(0, 5));
  expect(excessOfFrequencies(tally(draws(60_000, loaded)), equally(values))).toBeGreaterThan(1);
});

it('notices a value that cannot be', () => {
  expect(excessOfFrequencies(tally([0, 1, 6]), equally(values))).toBe(Number.POSITIVE_INFINITY);
});
