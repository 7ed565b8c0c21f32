/**
 * The prefix machine: what a person would expect of bounded memory. It keeps the first k letters, gets those right, and
 * then has nothing left to say.
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { lettersOfNumber, numberOfLetters, numberOfString, shorterStrings, stringOfNumber } from './letter-number.js';
import { LetterWindow } from './letter-window.js';
import { assertKeptLetters, assertLength, isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/** The letter that a prefix machine emits when it has emitted all it kept. */
export const PREFIX_FILLER = 0;

/** The letters kept; `emitted` counts those already said, and is null until COPY. */
export interface PrefixState {
  readonly kept: LetterWindow;
  readonly emitted: number | null;
}

/**
 * The states of the prefix machine of k letters: the strings of at most k letters while reading, and D^k while emitting,
 * where what is left to say and k−j fillers behind it are one string of k letters. With k = 0 both are the same one state.
 */
export function prefixStates(alphabetSize: number, kept: number): bigint {
  return kept === 0 ? 1n : shorterStrings(alphabetSize, kept + 1) + BigInt(alphabetSize) ** BigInt(kept);
}

/**
 * The machine that keeps the first k letters and, after COPY, emits them in order and then the letter 0 for ever,
 * whatever it is fed. It has (D^(k+1) − 1)/(D − 1) + D^k states (one state for k = 0), about 2·D^k for large D.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for: of k > L letters only L are kept.
 * @param kept - k ≥ 0.
 * @throws RangeError if a parameter is out of its range.
 */
export function prefixMachine(alphabetSize: number, length: number, kept: number): Gssm<PrefixState> {
  const { bos, copy } = vocabulary(alphabetSize);
  assertLength(length);
  assertKeptLetters(kept);
  const capacity = Math.min(kept, length);
  const readingStates = shorterStrings(alphabetSize, capacity + 1);
  const start: PrefixState = { kept: LetterWindow.of(alphabetSize, []), emitted: null };

  const afterLetter = (state: PrefixState, letter: number): PrefixState => {
    if (state.emitted !== null) return { kept: state.kept, emitted: Math.min(state.emitted + 1, state.kept.length) };
    return state.kept.length < capacity ? { kept: state.kept.append(letter, capacity), emitted: null } : state;
  };
  return {
    name: `prefix(k=${capacity})`,
    alphabetSize,
    start,
    ...numberedStates<PrefixState>({
      states: prefixStates(alphabetSize, capacity),
      numberOf({ kept, emitted }) {
        if (emitted === null) return numberOfString(alphabetSize, kept.from(0));
        const toSay = new Uint32Array(capacity).fill(PREFIX_FILLER);
        toSay.set(kept.from(emitted));
        return readingStates + numberOfLetters(alphabetSize, toSay);
      },
      stateOf(number) {
        if (number < readingStates) {
          return { kept: LetterWindow.of(alphabetSize, stringOfNumber(alphabetSize, capacity, number)), emitted: null };
        }
        const toSay = lettersOfNumber(alphabetSize, capacity, number - readingStates);
        return { kept: LetterWindow.of(alphabetSize, toSay), emitted: 0 };
      },
    }),
    update(state, token) {
      if (isLetter(token, alphabetSize)) return afterLetter(state, token);
      if (token === bos) return start;
      // Without letters there is nothing to begin: reading and emitting are the same state.
      if (token === copy) return state.emitted === null && capacity > 0 ? { kept: state.kept, emitted: 0 } : state;
      return rejectToken(token, alphabetSize);
    },
    output: ({ kept, emitted }) => (emitted === null || emitted === kept.length ? PREFIX_FILLER : kept.at(emitted)),
  };
}
