import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { copyExample, copyTask } from './copy-task.js';
import { evaluateAutoregressive, evaluateTeacherForced, type Generate, type PredictNext } from './evaluate.js';
import { draws } from './frequencies.testing.js';
import { randomSource } from './random.js';
import { suffixLookupTask } from './suffix-lookup.js';
import type { TaskExample } from './task.js';
import { type Letters, vocabulary } from './vocabulary.js';

const tokens = vocabulary(8);

/** A model: what comes after these tokens. */
type Next = (read: Letters) => number;

/** Generation and one-pass prediction of one and the same model. */
function both(next: Next): { generate: Generate; predictNext: PredictNext } {
  return {
    generate(prompt, count) {
      const read = [...prompt];
      for (let i = 0; i < count; i++) read.push(next(read));
      return read.slice(prompt.length);
    },
    predictNext: (read) => Array.from(read, (_, i) => next(read.subarray(0, i + 1))),
  };
}

/** Looks the last token up: what followed it when it was last read. It copies strings of different letters, and ends them. */
const lookUpLast: Next = (read) => {
  const last = read[read.length - 1];
  const key = last === tokens.copy ? tokens.bos : last;
  for (let i = read.length - 2; i >= 0; i--) {
    if (read[i] === key) return read[i + 1] === tokens.copy ? tokens.eos : read[i + 1];
  }
  return tokens.eos;
};

const copies = (...strings: number[][]): TaskExample[] => strings.map((x) => copyExample(x, tokens));

describe('an evaluation', () => {
  const { generate, predictNext } = both(lookUpLast);
  const different = copies([0, 1, 2], [7, 3, 5, 1, 0], [4]);

  it.each([true, false])('finds a model that is always right to be so, EOS counted: %s', (countEos) => {
    const counts = {
      strings: 3,
      stringsCorrect: 3,
      letters: 9,
      lettersCorrect: 9,
      eosCorrect: countEos ? 3 : null,
    };
    expect(evaluateAutoregressive(different, generate, { countEos })).toEqual({ mode: 'autoregressive', ...counts });
    expect(evaluateTeacherForced(different, predictNext, { countEos })).toEqual({ mode: 'teacher-forced', ...counts });
  });

  it('counts one mistake once when the answer is forced, and all that come of it when it is generated', () => {
    // 0 is followed by 1 and later by 3: after the first 0 of its answer the model goes on with 3.
    const conflict = copies([0, 1, 2, 0, 3, 4, 5]);
    const { eos } = tokens;
    expect(generate(conflict[0].prompt, 7)).toEqual([0, 3, 4, 5, eos, eos, eos]);
    expect(evaluateTeacherForced(conflict, predictNext, { countEos: false })).toMatchObject({
      stringsCorrect: 0,
      lettersCorrect: 5,
    });
    expect(evaluateAutoregressive(conflict, generate, { countEos: false })).toMatchObject({
      stringsCorrect: 0,
      lettersCorrect: 1,
    });
  });

  it('does not give the answer away: generation is given the prompt alone, and asked for what counts', () => {
    const asked: [number[], number][] = [];
    const spy: Generate = (prompt, count) => {
      asked.push([[...prompt], count]);
      return [];
    };
    evaluateAutoregressive(copies([3, 5]), spy, { countEos: true });
    evaluateAutoregressive(copies([3, 5]), spy, { countEos: false });
    expect(asked).toEqual([
      [[tokens.bos, 3, 5, tokens.copy], 3],
      [[tokens.bos, 3, 5, tokens.copy], 2],
    ]);
  });

  it('does not give a token away that is to be predicted: the last one scored is not read', () => {
    const read: number[][] = [];
    const spy: PredictNext = (given) => {
      read.push([...given]);
      return given;
    };
    evaluateTeacherForced(copies([3, 5]), spy, { countEos: true });
    evaluateTeacherForced(copies([3, 5]), spy, { countEos: false });
    expect(read).toEqual([
      [tokens.bos, 3, 5, tokens.copy, 3, 5],
      [tokens.bos, 3, 5, tokens.copy, 3],
    ]);
  });

  it('refuses a model that leaves predictions out', () => {
    expect(() => evaluateTeacherForced(different, () => [1, 2], { countEos: true })).toThrow(
      new RangeError('2 predictions for 8 tokens: accepted is one for each'),
    );
  });

  it('refuses to rate nothing', () => {
    expect(() => evaluateAutoregressive([], generate, { countEos: true })).toThrow('0 scores');
    expect(() => evaluateTeacherForced([], predictNext, { countEos: true })).toThrow('0 scores');
  });

  const anyTask = fc.constantFrom(
    copyTask({ alphabetSize: 8, minLength: 1, maxLength: 12 }),
    suffixLookupTask({ alphabetSize: 8, minLength: 4, maxLength: 12, ngram: 1, answerLength: 2 }),
  );

  test.prop([fc.integer(), anyTask, fc.boolean()])(
    'counts the same strings as right in both modes',
    (seed, task, countEos) => {
      const random = randomSource(seed);
      const examples = [...draws(8, () => task.sample(random))];
      const generated = evaluateAutoregressive(examples, generate, { countEos });
      const forced = evaluateTeacherForced(examples, predictNext, { countEos });
      expect(generated.stringsCorrect).toBe(forced.stringsCorrect);
      expect(generated.letters).toBe(forced.letters);
    },
  );
});
