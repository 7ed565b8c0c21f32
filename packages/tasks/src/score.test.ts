import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { scoreAutoregressive, scoreTeacherForced } from './score.js';

const EOS = 9;
const letters = fc.nat({ max: 3 });
const tokens = fc.oneof({ weight: 3, arbitrary: letters }, fc.constant(EOS));

describe('the score of a generation', () => {
  it('is perfect for the answer, whatever follows, if EOS does not count', () => {
    const perfect = { stringCorrect: true, lettersCorrect: 3, letters: 3, eosCorrect: null, firstMismatch: null };
    for (const generated of [
      [1, 2, 0],
      [1, 2, 0, 3, 3],
      [1, 2, 0, EOS],
    ]) {
      expect(scoreAutoregressive(generated, [1, 2, 0], { eos: null })).toEqual({ mode: 'autoregressive', ...perfect });
    }
  });

  it('is perfect for the answer and EOS, whatever follows, if EOS counts', () => {
    for (const generated of [
      [1, 2, 0, EOS],
      [1, 2, 0, EOS, 5],
    ]) {
      expect(scoreAutoregressive(generated, [1, 2, 0], { eos: EOS })).toEqual({
        mode: 'autoregressive',
        stringCorrect: true,
        lettersCorrect: 3,
        letters: 3,
        eosCorrect: true,
        firstMismatch: null,
      });
    }
  });

  it.each([[[1, 2, 0]], [[1, 2, 0, 1, EOS]]])(
    'has all letters right but not the string where EOS lacks: %j',
    (said) => {
      expect(scoreAutoregressive(said, [1, 2, 0], { eos: EOS })).toMatchObject({
        stringCorrect: false,
        lettersCorrect: 3,
        eosCorrect: false,
        firstMismatch: 3,
      });
    },
  );

  it('counts letters at their places: after one is left out, hardly any is right', () => {
    expect(scoreAutoregressive([0, 2, 3, 4, 5], [0, 1, 2, 3, 4], { eos: null })).toMatchObject({
      stringCorrect: false,
      lettersCorrect: 1,
      letters: 5,
      firstMismatch: 1,
    });
  });

  it('counts letters that are missing as wrong', () => {
    expect(scoreAutoregressive([0, 1], [0, 1, 2, 3], { eos: null })).toMatchObject({
      lettersCorrect: 2,
      firstMismatch: 2,
      stringCorrect: false,
    });
    expect(scoreAutoregressive([], [0], { eos: null })).toMatchObject({ lettersCorrect: 0, firstMismatch: 0 });
  });

  it('ends at the first EOS if that counts, and goes on past it if not', () => {
    expect(scoreAutoregressive([0, EOS, 2, EOS], [0, 1, 2], { eos: EOS })).toMatchObject({
      lettersCorrect: 1,
      firstMismatch: 1,
      eosCorrect: false,
    });
    expect(scoreAutoregressive([0, EOS, 2, EOS], [0, 1, 2], { eos: null })).toMatchObject({ lettersCorrect: 2 });
  });

  it('of nothing, for nothing, is perfect, and needs EOS where that counts', () => {
    expect(scoreAutoregressive([], [], { eos: null })).toMatchObject({ stringCorrect: true, letters: 0 });
    expect(scoreAutoregressive([], [], { eos: EOS })).toMatchObject({ stringCorrect: false, firstMismatch: 0 });
  });

  test.prop([fc.array(tokens, { maxLength: 9 }), fc.array(letters, { maxLength: 6 }), fc.boolean()])(
    'is what comparing texts gives',
    (generated, answer, countEos) => {
      const said = generated.join('');
      const score = scoreAutoregressive(generated, answer, { eos: countEos ? EOS : null });
      expect(score.stringCorrect).toBe(said.startsWith(answer.join('') + (countEos ? EOS : '')));
      const heard = countEos ? said.split(String(EOS))[0] : said;
      expect(score.lettersCorrect).toBe(answer.filter((letter, i) => heard[i] === String(letter)).length);
      expect(score.eosCorrect).toBe(countEos ? said.indexOf(String(EOS)) === answer.length : null);
      expect(score.firstMismatch === null).toBe(score.stringCorrect);
    },
  );
});

describe('the score of teacher-forced predictions', () => {
  it('counts each for itself: a wrong one says nothing of the next', () => {
    expect(scoreTeacherForced([0, 7, 2, 7, 4], [0, 1, 2, 3, 4], { eos: null })).toEqual({
      mode: 'teacher-forced',
      stringCorrect: false,
      lettersCorrect: 3,
      letters: 5,
      eosCorrect: null,
      firstMismatch: 1,
    });
  });

  it('goes on past a wrong EOS, and keeps the last apart from the letters', () => {
    expect(scoreTeacherForced([EOS, 1, 2, EOS], [0, 1, 2], { eos: EOS })).toMatchObject({
      lettersCorrect: 2,
      letters: 3,
      eosCorrect: true,
      firstMismatch: 0,
    });
    expect(scoreTeacherForced([0, 1, 2, 3], [0, 1, 2], { eos: EOS })).toMatchObject({
      stringCorrect: false,
      lettersCorrect: 3,
      eosCorrect: false,
      firstMismatch: 3,
    });
  });

  it('refuses more or fewer predictions than there are places', () => {
    expect(() => scoreTeacherForced([0, 1], [0, 1, 2], { eos: null })).toThrow(
      new RangeError('2 predictions for 3 letters: accepted are 3, one for each'),
    );
    expect(() => scoreTeacherForced([0, 1, 2, 0], [0, 1, 2], { eos: null })).toThrow('4 predictions for 3 letters');
    expect(() => scoreTeacherForced([0, 1, 2], [0, 1, 2], { eos: EOS })).toThrow(
      new RangeError('3 predictions for 3 letters and EOS: accepted are 4, one for each'),
    );
  });
});
