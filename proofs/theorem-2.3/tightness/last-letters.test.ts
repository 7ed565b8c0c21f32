import { repeatFreeCounts } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { countsByLastLetters, lettersCountedAtOnce } from './last-letters.js';

describe('strings without a repeated n-gram, their last k letters counted at once', () => {
  it.each([
    [2, 16],
    [3, 10],
    [4, 8],
    [30, 6],
  ])('are as many as a search to the end finds, for every k: D = %i, L = %i', (D, L) => {
    for (let n = 1; n <= 7; n++) {
      for (let k = 0; k < n && k <= L; k++) {
        expect(countsByLastLetters(D, L, n, k), `n = ${n}, k = ${k}`).toEqual(repeatFreeCounts(D, L, n));
      }
    }
  });

  it('are those of one letter more, too, where a run goes on into the letters at the end', () => {
    // 000, 111 and so on are the only strings of three letters that repeat two.
    expect(countsByLastLetters(7, 3, 2, 1)).toEqual([1n, 7n, 49n, 343n - 7n]);
  });

  it('use the last place of a 32-bit word', () => {
    const counts = countsByLastLetters(2, 34, 5, 2);
    expect(counts).toEqual(repeatFreeCounts(2, 34, 5));
    expect(counts[34]).toBeGreaterThan(0n);
  });

  it('leave a few letters to be compared', () => {
    expect(lettersCountedAtOnce(2, 20, 10)).toBe(7);
    expect(lettersCountedAtOnce(2, 40, 10)).toBe(8);
    expect(lettersCountedAtOnce(4, 9, 5)).toBe(3);
    expect(lettersCountedAtOnce(26, 9, 3)).toBe(2);
    expect(lettersCountedAtOnce(26, 1, 3)).toBe(1);
    expect(lettersCountedAtOnce(2, 9, 2)).toBe(0);
  });

  it.each([
    [2, 40, 9, 7],
    [2, 9, 4, 4],
    [2, 9, 4, -1],
    [2, 3, 5, 4],
    [1000, 20, 19, 18],
  ])('refuse D = %i, L = %i, n = %i, k = %i in one line', (D, L, n, k) => {
    expect(() => countsByLastLetters(D, L, n, k)).toThrow(
      `k = ${k} letters at once: accepted are 0 to n − 1, with L − k from 0 to 32 and D^k < 2^53`,
    );
  });
});
