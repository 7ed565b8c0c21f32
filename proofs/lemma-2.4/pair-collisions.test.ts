import { expect, it } from 'vitest';
import { countCollisions } from './pair-collisions.js';

it('counts overlapping windows', () => {
  // Of the binary strings of 4 letters, 000x and 111x have equal windows at 0 and 1; the letters behind differ in 0001, 1110.
  expect(countCollisions(2, 2, 1)).toMatchObject({ collisions: 4, conflicts: 2 });
});

it('counts windows side by side', () => {
  // Of the ternary strings of 3 letters, 00x, 11x and 22x have equal letters; x is then the letter behind both.
  expect(countCollisions(3, 1, 1)).toMatchObject({ collisions: 9, conflicts: 6 });
});

it('counts windows further apart as often as windows side by side, given the letters between', () => {
  expect(countCollisions(3, 2, 3).collisions).toBe(3 * countCollisions(3, 2, 2).collisions);
  expect(countCollisions(3, 2, 3).conflicts).toBe(3 * countCollisions(3, 2, 2).conflicts);
});

it('follows the rule that it is given', () => {
  expect(countCollisions(2, 2, 1, () => true).collisions).toBe(16);
});
