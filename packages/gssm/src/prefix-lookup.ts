/**
 * Look-up with the key first, `BOS g COPY x COPY`: a machine that answers every such query, with a number of states that
 * does not depend on how long x is. It keeps the key, then the key and how much of it the last letters match (the automaton
 * of Knuth, Morris and Pratt), then, once the key has been found, the letters after it and nothing else, and says them.
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { lettersOfNumber, numberOfLetters, numberOfString, shorterStrings, stringOfNumber } from './letter-number.js';
import { isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/** What the machine keeps, and what for. */
export type PrefixLookupState =
  /** At most n letters of the key. */
  | { readonly phase: 'key'; readonly letters: readonly number[] }
  /** The key, and the length of its longest prefix that the last letters are: 0 … n − 1. */
  | { readonly phase: 'search'; readonly letters: readonly number[]; readonly matched: number }
  /** At most k letters of the answer. */
  | { readonly phase: 'record'; readonly letters: readonly number[] }
  /** What is still to be said, with zeros behind it: k letters. */
  | { readonly phase: 'say'; readonly letters: readonly number[] };

/**
 * How many states the machine has: (D^(n+1) − 1)/(D − 1) for the key, n·D^n for the search, (D^(k+1) − 1)/(D − 1) for the answer and
 * D^k for saying it. That is less than (n + 5)·D^max(n, k).
 */
export function prefixLookupStates(alphabetSize: number, ngram: number, answerLength: number): bigint {
  const D = BigInt(alphabetSize);
  return (
    shorterStrings(alphabetSize, ngram + 1) +
    BigInt(ngram) * D ** BigInt(ngram) +
    shorterStrings(alphabetSize, answerLength + 1) +
    D ** BigInt(answerLength)
  );
}

/**
 * The machine that answers every prefix-key query: for a string x of any length and an n-gram g that occurs once in x, followed by
 * at least k letters, it says those k letters after `BOS g COPY x COPY`.
 *
 * @param alphabetSize - D ≥ 2.
 * @param ngram - n ≥ 1, the letters of the key.
 * @param answerLength - k ≥ 1, the letters of the answer.
 * @throws RangeError if a parameter is out of its range.
 */
export function prefixLookupMachine(
  alphabetSize: number,
  ngram: number,
  answerLength: number,
): Gssm<PrefixLookupState> {
  const { bos, copy } = vocabulary(alphabetSize);
  for (const [name, value] of [
    ['key length n', ngram],
    ['answer length k', answerLength],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} = ${value}: accepted is an integer of at least 1`);
    }
  }
  const D = BigInt(alphabetSize);
  const start: PrefixLookupState = { phase: 'key', letters: [] };
  const nothing = new Array<number>(answerLength).fill(0);

  const afterLetter = (state: PrefixLookupState, letter: number): PrefixLookupState => {
    const { letters } = state;
    switch (state.phase) {
      case 'key':
        return letters.length < ngram ? { phase: 'key', letters: [...letters, letter] } : state;
      case 'search': {
        const matched = nextMatch(letters, state.matched, letter);
        return matched === ngram ? { phase: 'record', letters: [] } : { phase: 'search', letters, matched };
      }
      case 'record':
        return letters.length < answerLength ? { phase: 'record', letters: [...letters, letter] } : state;
      case 'say':
        return { phase: 'say', letters: [...letters.slice(1), 0] };
    }
  };
  const afterCopy = (state: PrefixLookupState): PrefixLookupState => {
    const { letters } = state;
    switch (state.phase) {
      case 'key':
        return letters.length === ngram ? { phase: 'search', letters, matched: 0 } : state;
      case 'record':
        return { phase: 'say', letters: [...letters, ...nothing.slice(letters.length)] };
      default:
        return { phase: 'say', letters: nothing };
    }
  };

  // The phases one after the other.
  const keys = shorterStrings(alphabetSize, ngram + 1);
  const searches = BigInt(ngram) * D ** BigInt(ngram);
  const records = shorterStrings(alphabetSize, answerLength + 1);
  return {
    name: `prefix-lookup(n=${ngram}, k=${answerLength})`,
    alphabetSize,
    start,
    ...numberedStates<PrefixLookupState>({
      states: prefixLookupStates(alphabetSize, ngram, answerLength),
      numberOf(state) {
        const { letters } = state;
        switch (state.phase) {
          case 'key':
            return numberOfString(alphabetSize, letters);
          case 'search':
            return keys + numberOfLetters(alphabetSize, letters) * BigInt(ngram) + BigInt(state.matched);
          case 'record':
            return keys + searches + numberOfString(alphabetSize, letters);
          case 'say':
            return keys + searches + records + numberOfLetters(alphabetSize, letters);
        }
      },
      stateOf(number) {
        let rest = number;
        if (rest < keys) return { phase: 'key', letters: Array.from(stringOfNumber(alphabetSize, ngram, rest)) };
        rest -= keys;
        if (rest < searches) {
          const letters = Array.from(lettersOfNumber(alphabetSize, ngram, rest / BigInt(ngram)));
          return { phase: 'search', letters, matched: Number(rest % BigInt(ngram)) };
        }
        rest -= searches;
        if (rest < records) {
          return { phase: 'record', letters: Array.from(stringOfNumber(alphabetSize, answerLength, rest)) };
        }
        return { phase: 'say', letters: Array.from(lettersOfNumber(alphabetSize, answerLength, rest - records)) };
      },
    }),
    update(state, token) {
      if (isLetter(token, alphabetSize)) return afterLetter(state, token);
      if (token === bos) return start;
      if (token === copy) return afterCopy(state);
      return rejectToken(token, alphabetSize);
    },
    output: ({ phase, letters }) => (phase === 'say' ? letters[0] : 0),
  };
}

/** The longest prefix of the key that ends with `letter`, when the letters before it end with its prefix of length `matched`. */
function nextMatch(key: readonly number[], matched: number, letter: number): number {
  let length = matched;
  while (length > 0 && key[length] !== letter) length = longestBorder(key, length);
  return key[length] === letter ? length + 1 : 0;
}

/** The longest prefix of the first `length` letters, shorter than all of them, that they also end with. */
function longestBorder(key: readonly number[], length: number): number {
  const border = [0, 0];
  for (let i = 1, matched = 0; i < length; i++) {
    while (matched > 0 && key[matched] !== key[i]) matched = border[matched];
    if (key[matched] === key[i]) matched++;
    border[i + 1] = matched;
  }
  return border[length];
}
