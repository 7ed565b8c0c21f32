import { prefixMachine, registerMachine } from '@verbatim/gssm';
import { fractionText } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import {
  boundOf,
  type CopyCount,
  countCopies,
  errorAboveBound,
  errorAboveHalf,
  errorAtLeastBound,
  errorAtLeastHalf,
  errorEqualsBound,
  errorEqualsHalf,
  errorOf,
  isBelowHalfMemory,
  withStateCount,
} from './gssm-copy-count.js';

const count = (states: bigint, copied: bigint): CopyCount => ({ alphabetSize: 2, length: 3, states, copied });

describe('the error and the bound', () => {
  it('are counted from what a machine copies and from its states', () => {
    const register = countCopies(registerMachine(2, 3, 1), 3);
    expect([fractionText(errorOf(register)), fractionText(boundOf(register))]).toEqual(['3/4', '3/4']);
    const prefix = countCopies(prefixMachine(2, 3, 1), 3);
    expect([fractionText(errorOf(prefix)), fractionText(boundOf(prefix))]).toEqual(['3/4', '3/8']);
  });

  it('leave the bound negative when there are more states than strings', () => {
    expect(fractionText(boundOf(count(9n, 8n)))).toBe('-1/8');
  });
});

describe('the statements about the bound', () => {
  it.each([
    [4n, 3n, true, true, false],
    [4n, 4n, true, false, true],
    [4n, 5n, false, false, false],
    [9n, 8n, true, true, false],
  ])('tell ≥, > and = apart: |S| = %s, %s copied', (states, copied, atLeast, above, equals) => {
    const counted = count(states, copied);
    expect(errorAtLeastBound.holds(counted)).toBe(atLeast);
    expect(errorAboveBound.holds(counted)).toBe(above);
    expect(errorEqualsBound.holds(counted)).toBe(equals);
  });

  it('claim too much of one state fewer', () => {
    expect(withStateCount(errorAtLeastBound, (states) => states - 1n).holds(count(4n, 4n))).toBe(false);
    expect(withStateCount(errorAtLeastBound, (states) => states - 1n).holds(count(4n, 3n))).toBe(true);
  });
});

describe('the statements about one half', () => {
  it.each([
    [3n, true, true, false],
    [4n, false, true, true],
    [5n, false, false, false],
  ])('tell >, ≥ and = apart: %s of 8 copied', (copied, above, atLeast, equals) => {
    expect(errorAboveHalf.holds(count(1n, copied))).toBe(above);
    expect(errorAtLeastHalf.holds(count(1n, copied))).toBe(atLeast);
    expect(errorEqualsHalf.holds(count(1n, copied))).toBe(equals);
  });

  it('have a condition that excludes its edge', () => {
    expect(isBelowHalfMemory({ alphabetSize: 2, length: 3, states: 3n })).toBe(true);
    expect(isBelowHalfMemory({ alphabetSize: 2, length: 3, states: 4n })).toBe(false);
    expect(isBelowHalfMemory({ alphabetSize: 3, length: 2, states: 4n })).toBe(true);
    expect(isBelowHalfMemory({ alphabetSize: 3, length: 2, states: 5n })).toBe(false);
  });
});
