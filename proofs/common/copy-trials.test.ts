import { conflictingRepeat } from '@verbatim/tasks';
import { copyingTransformer } from '@verbatim/transformer';
import { describe, expect, it } from 'vitest';
import {
  CopyTrials,
  failsOnlyWithRepeat,
  fittingTransformer,
  fixedTransformer,
  obeysExactLaw,
  simplerTasks,
  words,
} from './copy-trials.js';

const trials = new CopyTrials(fittingTransformer);
const letters = (text: string) => Uint32Array.from(text, Number);

describe('CopyTrials', () => {
  it.each([
    { alphabetSize: 2, ngram: 2, length: 5 },
    { alphabetSize: 3, ngram: 1, length: 3 },
  ])('finds the same by sharing prefixes, by generation and string by string: %o', (size) => {
    const shared = [...trials.everyString([size])];
    expect(shared).toHaveLength(size.alphabetSize ** size.length);
    expect([...trials.everyStringGenerated(size)]).toEqual(shared);
    expect(shared.map((trial) => trials.teacherForced(size.alphabetSize, size.ngram, trial.letters))).toEqual(shared);
    expect(new Set(shared.map(({ copied }) => copied))).toEqual(new Set([true, false]));
  });

  it('generates one string', () => {
    expect(trials.generated(2, 1, letters('01')).copied).toBe(true);
    expect(trials.generated(2, 1, letters('001')).copied).toBe(false);
  });

  it('says what came out, and which repeat did it', () => {
    const explain = (text: string) => trials.explain(trials.teacherForced(3, 1, letters(text)));
    expect(explain('001')).toBe(
      'D = 3, n = 1: for 001 000 comes out, which first differs at position 2; the 1-gram 0 at positions 0 and 1 is ' +
        'followed by 0 and by 1.',
    );
    expect(explain('011')).toContain('the same string comes out; the 1-gram at positions 1 and 2 is the same');
    expect(explain('012')).toContain('no 1-gram occurs twice in it');
  });
});

describe('what a trial must obey', () => {
  const copied = (text: string, was: boolean) => ({ alphabetSize: 3, ngram: 1, letters: letters(text), copied: was });

  it('is, by the exact law, to fail if and only if a repeat conflicts', () => {
    expect(['012', '011'].map((text) => obeysExactLaw(copied(text, true)))).toEqual([true, true]);
    expect(['012', '011'].map((text) => obeysExactLaw(copied(text, false)))).toEqual([false, false]);
    expect([true, false].map((was) => obeysExactLaw(copied('001', was)))).toEqual([false, true]);
  });

  it('is, by the theorem, not to fail without a repeat', () => {
    expect(['012', '011', '001'].map((text) => failsOnlyWithRepeat(copied(text, false)))).toEqual([false, true, true]);
    expect(['012', '011', '001'].map((text) => failsOnlyWithRepeat(copied(text, true)))).toEqual([true, true, true]);
  });
});

describe('the two transformers', () => {
  it('are the same for strings of up to Dⁿ + n − 1 letters', () => {
    const scales = (length: number) =>
      [fixedTransformer, fittingTransformer].map((build) => build({ alphabetSize: 2, ngram: 2, length }).softmaxScale);
    expect(scales(1)).toEqual([copyingTransformer({ alphabetSize: 2, ngram: 2 }).softmaxScale, scales(5)[1]]);
    expect(scales(500)[1]).toBeGreaterThan(scales(500)[0]!);
  });

  it('differ far beyond: the fixed T, which need not copy strings with a repeat there, fails without a conflict', () => {
    const long = Uint32Array.of(0, 1, ...new Uint32Array(700).fill(2));
    const copiedBy = (build: typeof fixedTransformer) => new CopyTrials(build).teacherForced(3, 1, long).copied;
    expect(copiedBy(fixedTransformer)).toBe(false);
    expect(copiedBy(fittingTransformer)).toBe(true);
    expect(conflictingRepeat(long, 1)).toBeNull();
  });
});

it('shrinks towards fewer letters, a smaller alphabet, a smaller n and smaller letters', () => {
  const simpler = [...simplerTasks({ alphabetSize: 3, ngram: 2, letters: letters('01') })];
  expect(simpler.map((task) => [task.alphabetSize, task.ngram, words(task.letters, 3)])).toEqual([
    [3, 2, '1'],
    [3, 2, '0'],
    [2, 2, '01'],
    [3, 1, '01'],
    [3, 2, '00'],
  ]);
  expect([...simplerTasks({ alphabetSize: 2, ngram: 1, letters: letters('0') })]).toEqual([]);
});

it('writes digits as one word and anything else apart', () => {
  expect(words([0, 9, 1], 10)).toBe('091');
  expect(words([0, 10, 12], 12)).toBe('0 10 BOS');
  expect(words([1, 2, 3], 2)).toBe('1 BOS COPY');
});
