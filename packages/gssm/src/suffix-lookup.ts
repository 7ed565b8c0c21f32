/**
 * Look-up with the key last, `BOS x COPY g`: a machine that answers every such query by keeping all of x, as it must very
 * nearly do (docs/beyond.md).
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { lettersOfNumber, numberOfLetters, numberOfString, shorterStrings, stringOfNumber } from './letter-number.js';
import { assertLength, isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/** What the machine keeps, and what for. */
export type SuffixLookupState =
  /** At most L letters of x. */
  | { readonly phase: 'read'; readonly letters: readonly number[] }
  /** x, and fewer than n letters of the key. */
  | { readonly phase: 'key'; readonly letters: readonly number[]; readonly key: readonly number[] }
  /** What is still to be said, with zeros behind it: k letters. */
  | { readonly phase: 'say'; readonly letters: readonly number[] };

/**
 * The machine that answers every suffix-key query on strings of L letters: for an n-gram g that occurs once in x, followed by at
 * least k letters, it says those k letters after `BOS x COPY g`. It has (D^(L+1) − 1)/(D − 1) states for reading,
 * D^L·(D^n − 1)/(D − 1) for the key and D^k for the answer.
 *
 * @param alphabetSize - D ≥ 2.
 * @param ngram - n ≥ 1, the letters of the key.
 * @param answerLength - k ≥ 1, the letters of the answer.
 * @param length - L ≥ n + k.
 * @throws RangeError if a parameter is out of its range.
 */
export function suffixLookupMachine(
  alphabetSize: number,
  ngram: number,
  answerLength: number,
  length: number,
): Gssm<SuffixLookupState> {
  const { bos, copy } = vocabulary(alphabetSize);
  assertLength(length);
  for (const value of [ngram, answerLength]) {
    if (!Number.isSafeInteger(value) || value < 1 || ngram + answerLength > length) {
      throw new RangeError(
        `key of ${ngram} and answer of ${answerLength} letters: accepted are at least 1 each, and at most L = ${length} together`,
      );
    }
  }
  const D = BigInt(alphabetSize);
  const start: SuffixLookupState = { phase: 'read', letters: [] };
  const nothing = new Array<number>(answerLength).fill(0);

  const answerTo = (x: readonly number[], key: readonly number[]): SuffixLookupState => {
    for (let at = 0; at + ngram + answerLength <= length; at++) {
      if (key.every((letter, i) => x[at + i] === letter)) {
        return { phase: 'say', letters: x.slice(at + ngram, at + ngram + answerLength) };
      }
    }
    return { phase: 'say', letters: nothing };
  };
  const afterLetter = (state: SuffixLookupState, letter: number): SuffixLookupState => {
    const { letters } = state;
    switch (state.phase) {
      case 'read':
        return letters.length < length ? { phase: 'read', letters: [...letters, letter] } : state;
      case 'key': {
        const key = [...state.key, letter];
        return key.length === ngram ? answerTo(letters, key) : { phase: 'key', letters, key };
      }
      case 'say':
        return { phase: 'say', letters: [...letters.slice(1), 0] };
    }
  };

  const reads = shorterStrings(alphabetSize, length + 1);
  const shortKeys = shorterStrings(alphabetSize, ngram);
  const strings = D ** BigInt(length);
  return {
    name: `suffix-lookup(n=${ngram}, k=${answerLength})`,
    alphabetSize,
    start,
    ...numberedStates<SuffixLookupState>({
      states: reads + strings * shortKeys + D ** BigInt(answerLength),
      numberOf(state) {
        const { letters } = state;
        switch (state.phase) {
          case 'read':
            return numberOfString(alphabetSize, letters);
          case 'key':
            return reads + numberOfLetters(alphabetSize, letters) * shortKeys + numberOfString(alphabetSize, state.key);
          case 'say':
            return reads + strings * shortKeys + numberOfLetters(alphabetSize, letters);
        }
      },
      stateOf(number) {
        let rest = number;
        if (rest < reads) return { phase: 'read', letters: Array.from(stringOfNumber(alphabetSize, length, rest)) };
        rest -= reads;
        if (rest < strings * shortKeys) {
          return {
            phase: 'key',
            letters: Array.from(lettersOfNumber(alphabetSize, length, rest / shortKeys)),
            key: Array.from(stringOfNumber(alphabetSize, ngram - 1, rest % shortKeys)),
          };
        }
        const toSay = lettersOfNumber(alphabetSize, answerLength, rest - strings * shortKeys);
        return { phase: 'say', letters: Array.from(toSay) };
      },
    }),
    update(state, token) {
      if (isLetter(token, alphabetSize)) return afterLetter(state, token);
      if (token === bos) return start;
      if (token !== copy) return rejectToken(token, alphabetSize);
      return state.phase === 'read' && state.letters.length === length
        ? { phase: 'key', letters: state.letters, key: [] }
        : state;
    },
    output: ({ phase, letters }) => (phase === 'say' ? letters[0] : 0),
  };
}
