import { conflictingRepeat, randomSource } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { certificate } from './certificate.js';
import { copyRunner, teacherForcedCopy } from './copy.js';
import { copyingTransformer } from './copying-transformer.js';
import { exactRationals } from './exact.js';
import { everyConflictFree, failureOf, searchSmallestFailure } from './failure-search.js';
import { float64 } from './float64.js';
import { inspect } from './inspect.js';
import { largestCertifiedLength } from './largest-certified-length.js';
import { bfloat16, float16, float32, significand } from './rounded.js';

describe('the certificate', () => {
  test('covers exact arithmetic at every length', () => {
    for (const D of [2, 3, 26, 256])
      for (const stop of [false, true])
        for (const maxLength of [1, 100, 10n ** 40n])
          expect(certificate({ alphabetSize: D, ngram: 7, maxLength, stop }, exactRationals()).certified).toBe(true);
  });

  test('covers text of a megabyte in f64 and says why bf16 is not covered', () => {
    expect(certificate({ alphabetSize: 256, ngram: 40, maxLength: 2 ** 20 }, float64()).certified).toBe(true);
    const bf16 = certificate({ alphabetSize: 256, ngram: 40, maxLength: 2 ** 20 }, significand(8));
    expect(bf16.certified).toBe(false);
    expect(bf16.reason).toBe('the worst rounding error exceeds the margin');
  });

  test('gives the last length before the first one that is not certified', () => {
    for (const [D, n, p, stop] of [
      [2, 1, 9, false],
      [2, 2, 10, false],
      [2, 12, 16, false],
      [4, 2, 11, false],
      [26, 1, 10, false],
      [2, 3, 12, true],
    ] as const) {
      const largest = largestCertifiedLength({ alphabetSize: D, ngram: n, stop }, significand(p));
      const certified = (maxLength: bigint) =>
        certificate({ alphabetSize: D, ngram: n, maxLength, stop }, significand(p)).certified;
      if (largest === null) {
        expect(certified(1n)).toBe(false);
        continue;
      }
      expect(certified(largest + 1n)).toBe(false);
      const step = largest / 3000n + 1n;
      for (let length = 1n; length <= largest; length += step) expect(certified(length)).toBe(true);
    }
  });

  test('is certified for longer strings with more bits', () => {
    const lengths = [9, 10, 11, 12, 14, 16].map(
      (p) => largestCertifiedLength({ alphabetSize: 2, ngram: 2 }, significand(p)) ?? 0n,
    );
    expect(lengths).toEqual([...lengths].sort((a, b) => (a < b ? -1 : 1)));
    expect(lengths.at(-1)).toBeGreaterThan(2n ** 64n);
  });

  test('bounds the errors that really occur', () => {
    const random = randomSource(7, 'certificate');
    for (const p of [8, 9, 11, 14])
      for (const [D, n, stop] of [
        [2, 6, false],
        [2, 14, false],
        [5, 3, false],
        [2, 13, true],
        [16, 2, true],
        [3, 5, true],
      ] as const) {
        const letters = random.letters(40, D);
        const construction = copyingTransformer({ alphabetSize: D, ngram: n, maxLength: 40, stop });
        const truth = inspect(construction, exactRationals(), letters);
        const rounded = inspect(construction, significand(p), letters);
        const { gateError, scoreError } = certificate(
          { alphabetSize: D, ngram: n, maxLength: 40, stop },
          significand(p),
        );
        const worst = (of: (position: (typeof truth)[number]) => readonly number[]) =>
          Math.max(
            ...truth.map((position, i) => Math.max(...of(position).map((x, k) => Math.abs(x - of(rounded[i])[k])))),
          );
        expect(worst(({ scores }) => scores) * construction.softmaxScale).toBeLessThanOrEqual(scoreError);
        const letterCoordinates = ({ gates }: (typeof truth)[number]) => gates.flatMap((gate) => gate.slice(0, -1));
        expect(worst(letterCoordinates)).toBeLessThanOrEqual(gateError);
      }
  });

  test('bounds the error of a flag that the stop variant does not cancel exactly', () => {
    // In f32 42 · fl(1/7) is more than 6, though 7 · fl(1/7) is 1: the last seven of the positions up to COPY are all but BOS.
    const asked = { alphabetSize: 2, ngram: 7, maxLength: 6, stop: true };
    const letters = Uint32Array.of(1, 0, 0, 0, 0, 1);
    const tokens = [2, ...letters, 3, ...letters];
    const { model } = copyRunner(copyingTransformer(asked), float32());
    const scores = tokens.flatMap((token) => model.trace(token).blocks[1].heads[0].scores);
    const worst = Math.max(...scores.map((score) => Math.abs(score - Math.round(score))));
    expect(worst).toBeGreaterThan(0);
    expect(certificate(asked, float32()).scoreError).toBeGreaterThanOrEqual(worst);
  });

  test('counts one halving more as soon as K exceeds a power of two', () => {
    const logitError = (maxLength: number) =>
      certificate({ alphabetSize: 2, ngram: 1, maxLength }, float64()).logitError;
    // K = 2L + 2 = 2^50 and 2^50 + 2, whose logarithms are the same double.
    expect(logitError(2 ** 49)).toBeGreaterThan(logitError(2 ** 49 - 1) + 2 ** -53);
  });

  test('holds at its bound: every string of the longest certified length is copied', () => {
    for (const [D, n, p] of [
      [2, 2, 6],
      [2, 3, 7],
      [2, 4, 7],
      [2, 10, 8],
    ] as const) {
      const largest = Number(largestCertifiedLength({ alphabetSize: D, ngram: n }, significand(p)));
      const runner = copyRunner(copyingTransformer({ alphabetSize: D, ngram: n, maxLength: largest }), significand(p));
      const strings = everyConflictFree(D, n, largest, 2 ** 15)!;
      expect(strings.length).toBeGreaterThan(1);
      for (const letters of strings) expect(failureOf(runner, letters)).toBeNull();
    }
  });

  test('holds at its bound in bfloat16 with n = 8: one string in sixteen of all of 15 letters is copied', () => {
    const size = { alphabetSize: 2, ngram: 8 };
    expect(largestCertifiedLength(size, bfloat16())).toBe(15n);
    const runner = copyRunner(copyingTransformer({ ...size, maxLength: 15 }), bfloat16());
    const strings = everyConflictFree(2, 8, 15, 2 ** 15)!;
    expect(strings.length).toBeGreaterThan(2 ** 14);
    for (let i = 0; i < strings.length; i += 16) expect(failureOf(runner, strings[i])).toBeNull();
  });

  test('says no where sums of weights may overflow', () => {
    // K = 2L + 2 positions, of weight 1 at most.
    const sized = (alphabetSize: number, K: bigint) => ({ alphabetSize, ngram: 3, maxLength: K / 2n - 1n });
    for (const [numbers, exponent] of [
      [float32(), 127n],
      [float64(), 1023n],
      [float16(), 15n],
    ] as const) {
      expect(certificate(sized(2, 1n << exponent), numbers).certified).toBe(true);
      for (const K of [(1n << exponent) + 2n, 2n << exponent, 1n << (exponent + 13n)]) {
        const { certified, reason } = certificate(sized(2, K), numbers);
        expect(certified).toBe(false);
        expect(reason).toBe(`the sum of all weights may exceed 2^${exponent} and overflow`);
      }
      expect(largestCertifiedLength({ alphabetSize: 2, ngram: 3 }, numbers)).toBe((1n << (exponent - 1n)) - 1n);
    }
    expect(certificate({ alphabetSize: 2, ngram: 1060 }, float64()).certified).toBe(false);
    expect(certificate(sized(2, 1n << 2000n), exactRationals()).certified).toBe(true);
  });

  test('says no where scores may overflow or window means underflow', () => {
    const size = { alphabetSize: 256, ngram: 400, maxLength: 500 };
    const wide = { significandBits: 40, smallestExponent: -149 };
    expect(certificate(size, { ...wide, largestExponent: 127 }).certified).toBe(true);
    expect(certificate(size, { ...wide, largestExponent: 15 }).reason).toBe(
      'differences of scores may exceed 2^15 and overflow',
    );
    expect(certificate(size, { ...wide, largestExponent: 11 }).reason).toBe(
      'sums in block 1 may exceed 2^11 and overflow',
    );
    expect(certificate(size, { ...wide, smallestExponent: -47, largestExponent: 127 }).reason).toBe(
      'window means may underflow',
    );
  });
});

describe('the search for a real failure', () => {
  test('finds one past the certificate, which exact arithmetic copies', () => {
    const found = searchSmallestFailure(
      { alphabetSize: 26, ngram: 3, maxLength: 12, draws: 20, seed: 1 },
      significand(3),
    );
    expect(found).not.toBeNull();
    const { length, letters, firstMismatch } = found!;
    expect(conflictingRepeat(letters, 3)).toBeNull();
    const construction = copyingTransformer({ alphabetSize: 26, ngram: 3, maxLength: length });
    expect(teacherForcedCopy(copyRunner(construction, exactRationals()), letters)).toEqual(letters);
    expect(teacherForcedCopy(copyRunner(construction, significand(3)), letters)[firstMismatch]).not.toBe(
      letters[firstMismatch],
    );
    const largest = largestCertifiedLength({ alphabetSize: 26, ngram: 3 }, significand(3));
    expect(largest === null || largest < BigInt(length)).toBe(true);
  });

  test('finds none in f32, where these lengths are certified', () => {
    expect(certificate({ alphabetSize: 2, ngram: 2, maxLength: 12 }, float32()).certified).toBe(true);
    expect(
      searchSmallestFailure({ alphabetSize: 2, ngram: 2, maxLength: 12, draws: 5, seed: 1 }, float32()),
    ).toBeNull();
  });

  test('tries no string shorter than asked', () => {
    const search = { alphabetSize: 26, ngram: 3, maxLength: 12, draws: 20, seed: 1 };
    const shortest = searchSmallestFailure(search, significand(3))!.length;
    expect(searchSmallestFailure({ ...search, minLength: shortest + 1 }, significand(3))!.length).toBeGreaterThan(
      shortest,
    );
  });
});
