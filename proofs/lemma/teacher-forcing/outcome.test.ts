import { expect, it } from 'vitest';
import { agrees, explainOutcome, firstWrong } from './outcome.js';

const outcome = (forced: number[], generated: number[]) => ({
  model: 'made up',
  alphabetSize: 3,
  letters: [0, 1, 2],
  forced,
  generated,
});

it('finds the first wrong token', () => {
  expect(firstWrong([0, 1, 2], [0, 1, 2])).toBe(-1);
  expect(firstWrong([0, 1, 2], [0, 2, 1])).toBe(1);
});

it('asks for the same first wrong token at the same place, and for nothing after it', () => {
  expect(agrees(outcome([0, 1, 2], [0, 1, 2]))).toBe(true);
  expect(agrees(outcome([0, 2, 2], [0, 2, 0]))).toBe(true);
  expect(agrees(outcome([0, 2, 2], [0, 0, 2]))).toBe(false);
  expect(agrees(outcome([0, 1, 2], [0, 1, 1]))).toBe(false);
  expect(explainOutcome(outcome([0, 1, 2], [0, 1, 1]))).toBe(
    'Teacher forcing is right; generation first goes wrong at position 2, with token 1.',
  );
});
