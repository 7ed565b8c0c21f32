import { describe, expect, it } from 'vitest';
import { scoreAutoregressive, scoreTeacherForced } from './score.js';
import { letterAccuracy, stringAccuracy, totalScores } from './score-totals.js';

describe('totals of scores', () => {
  const withEos = [
    scoreAutoregressive([0, 1, 2, 9], [0, 1, 2], { eos: 9 }),
    scoreAutoregressive([0, 2, 9], [0, 1], { eos: 9 }),
    scoreAutoregressive([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], { eos: 9 }),
  ];

  it('are counts of strings, letters and ends', () => {
    expect(totalScores(withEos)).toEqual({
      mode: 'autoregressive',
      strings: 3,
      stringsCorrect: 1,
      letters: 10,
      lettersCorrect: 9,
      eosCorrect: 2,
    });
  });

  it('give the accuracy of strings and of letters', () => {
    const totals = totalScores(withEos);
    expect(stringAccuracy(totals)).toBe(1 / 3);
    expect(letterAccuracy(totals)).toBe(9 / 10);
  });

  it('have no count of ends where EOS does not count', () => {
    const score = scoreTeacherForced([0, 2], [0, 1], { eos: null });
    expect(totalScores([score, score])).toEqual({
      mode: 'teacher-forced',
      strings: 2,
      stringsCorrect: 0,
      letters: 4,
      lettersCorrect: 2,
      eosCorrect: null,
    });
  });

  it('do not mix the two modes', () => {
    const mixed = [scoreAutoregressive([0], [0], { eos: null }), scoreTeacherForced([0], [0], { eos: null })];
    expect(() => totalScores(mixed)).toThrow(
      new RangeError('scores of answers autoregressive and teacher-forced: accepted is one of the two at a time'),
    );
  });

  it('do not mix scores with and without EOS', () => {
    const mixed = [scoreAutoregressive([0], [0], { eos: null }), scoreAutoregressive([0], [0], { eos: 9 })];
    expect(() => totalScores(mixed)).toThrow(
      new RangeError('scores with and without EOS: accepted is one of the two at a time'),
    );
  });

  it('are of one score at least', () => {
    expect(() => totalScores([])).toThrow(new RangeError('0 scores: accepted are one or more'));
  });
});
