import { conflictingRepeat, deBruijnString, repeatedNgram, smallestNgramWithoutConflict } from '@verbatim/tasks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyRunner, exhaustTeacherForced, generateCopy, teacherForcedCopy } from './copy.js';
import { type CopyingOptions, copyingTransformer } from './copying-transformer.js';
import { exactRationals } from './exact.js';
import { float64 } from './float64.js';
import { float32 } from './rounded.js';

const inF64 = (options: CopyingOptions) => copyRunner(copyingTransformer(options), float64());

const strings = fc
  .record({ alphabetSize: fc.integer({ min: 2, max: 9 }), ngram: fc.integer({ min: 1, max: 5 }) })
  .chain(({ alphabetSize, ngram }) =>
    fc.record({
      alphabetSize: fc.constant(alphabetSize),
      ngram: fc.constant(ngram),
      letters: fc.array(fc.nat({ max: alphabetSize - 1 }), { minLength: 1, maxLength: 30 }),
    }),
  );

describe('copying', () => {
  test('returns x exactly when it has no conflicting repeat, in every number system', () => {
    fc.assert(
      fc.property(strings, ({ alphabetSize, ngram, letters }) => {
        const construction = copyingTransformer({ alphabetSize, ngram, maxLength: letters.length });
        const copies = conflictingRepeat(letters, ngram) === null;
        for (const runner of [
          copyRunner(construction, float64()),
          copyRunner(construction, float32()),
          copyRunner(construction, exactRationals()),
        ])
          expect(Array.from(generateCopy(runner, letters)).join() === letters.join()).toBe(copies);
      }),
      { numRuns: 100 },
    );
  });

  test('gives the same tokens generated from the cache as predicted in one pass, up to the first mistake', () => {
    fc.assert(
      fc.property(strings, ({ alphabetSize, ngram, letters }) => {
        const runner = inF64({ alphabetSize, ngram, maxLength: letters.length });
        const generated = Array.from(generateCopy(runner, letters));
        const predicted = Array.from(teacherForcedCopy(runner, letters));
        const mistake = predicted.findIndex((letter, i) => letter !== letters[i]);
        const same = mistake < 0 ? letters.length : mistake + 1;
        expect(generated.slice(0, same)).toEqual(predicted.slice(0, same));
      }),
      { numRuns: 300 },
    );
  });

  test('copies de Bruijn strings, the longest without a repeat, with the fixed T', () => {
    for (const [D, n] of [
      [2, 1],
      [2, 6],
      [3, 4],
      [5, 2],
      [7, 2],
      [26, 1],
    ] as const) {
      const x = deBruijnString(D, n);
      expect(repeatedNgram(x, n)).toBeNull();
      expect(generateCopy(inF64({ alphabetSize: D, ngram: n }), x)).toEqual(x);
    }
  });

  test('copies strings with agreeing repeats: one letter many times', () => {
    const x = new Uint32Array(200).fill(1);
    expect(generateCopy(inF64({ alphabetSize: 2, ngram: 1, maxLength: 200 }), x)).toEqual(x);
  });

  test('copies a sentence of bytes', () => {
    const x = new TextEncoder().encode('the parrot said what the parrot had heard the parrot say');
    const ngram = smallestNgramWithoutConflict(x);
    const output = generateCopy(inF64({ alphabetSize: 256, ngram, maxLength: x.length }), x);
    expect(new TextDecoder().decode(Uint8Array.from(output))).toBe(
      'the parrot said what the parrot had heard the parrot say',
    );
  });

  test('with B = 1 fails on a string that the right B copies', () => {
    const x = deBruijnString(2, 5);
    const options = { alphabetSize: 2, ngram: 5, maxLength: x.length };
    expect(teacherForcedCopy(inF64(options), x)).toEqual(x);
    expect(teacherForcedCopy(inF64({ ...options, softmaxScale: 1 }), x)).not.toEqual(x);
  });

  test('reports progress letter by letter', () => {
    const seen: number[] = [];
    generateCopy(inF64({ alphabetSize: 2, ngram: 2, maxLength: 3 }), [0, 1, 1], {
      onLetter: (done) => seen.push(done),
    });
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('the stop variant', () => {
  test('copies x and then emits COPY exactly when `x COPY` has no conflicting repeat', () => {
    fc.assert(
      fc.property(strings, ({ alphabetSize, ngram, letters }) => {
        const runner = inF64({ alphabetSize, ngram, maxLength: letters.length, stop: true });
        const withEnd = [...letters, alphabetSize + 1];
        const output = generateCopy(runner, letters, { tokens: letters.length + 1 });
        expect(Array.from(output).join() === withEnd.join()).toBe(conflictingRepeat(withEnd, ngram) === null);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the exhaustive sweep', () => {
  test('visits every string once and agrees with a pass of its own for each', () => {
    for (const [D, n, L] of [
      [2, 2, 7],
      [3, 1, 4],
    ] as const) {
      const runner = inF64({ alphabetSize: D, ngram: n, maxLength: L });
      const fresh = inF64({ alphabetSize: D, ngram: n, maxLength: L });
      const seen = new Set<string>();
      for (const { letters, copied } of exhaustTeacherForced(runner, L)) {
        seen.add(letters.join());
        expect(copied).toBe(teacherForcedCopy(fresh, letters).join() === letters.join());
      }
      expect(seen.size).toBe(D ** L);
    }
  });
});
