/**
 * The window machine: the last k letters, as attention over a fixed window keeps them. It begins to emit as if the string
 * began with its window, so what it says is the end of the string, in the wrong place unless k = L.
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { lettersOfNumber, numberOfLetters, numberOfString, shorterStrings, stringOfNumber } from './letter-number.js';
import { LetterWindow } from './letter-window.js';
import { assertKeptLetters, assertLength, isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';

/** The letter that a window machine emits when it has seen no letter, or keeps none. */
export const EMPTY_WINDOW_LETTER = 0;

/** The last letters read; `emitted` counts those already said, and is null until COPY. */
export interface WindowState {
  readonly kept: LetterWindow;
  readonly emitted: number | null;
}

/**
 * The states of the window machine of k letters. Reading: the strings of at most k letters. Emitting: what is still to
 * be said is k letters and then the last of them for ever (D^k), except when a window of k letters is about to be emitted
 * whose first letter, said for ever in the end, is not its last (D^(k−1)·(D−1)). With k = 0 there is one state.
 */
export function windowStates(alphabetSize: number, kept: number): bigint {
  if (kept === 0) return 1n;
  const base = BigInt(alphabetSize);
  return shorterStrings(alphabetSize, kept + 1) + base ** BigInt(kept) + freshWindows(alphabetSize, kept);
}

/** How many strings of k letters have a last letter that is not their first. */
function freshWindows(alphabetSize: number, kept: number): bigint {
  return kept < 2 ? 0n : BigInt(alphabetSize) ** BigInt(kept - 1) * BigInt(alphabetSize - 1);
}

/**
 * The machine that keeps the last k letters and, after COPY, emits them in order and then the first of them for ever,
 * whatever it is fed. Having read fewer than k letters it does the same with those; having read none it emits the letter 0.
 * It has (D^(k+1) − 1)/(D − 1) + D^k + D^(k−1)·(D − 1) states for k ≥ 2; for k = 1 the last term is absent, and k = 0 has one.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for: of k > L letters only L are kept.
 * @param kept - k ≥ 0.
 * @throws RangeError if a parameter is out of its range.
 */
export function windowMachine(alphabetSize: number, length: number, kept: number): Gssm<WindowState> {
  const { bos, copy } = vocabulary(alphabetSize);
  assertLength(length);
  assertKeptLetters(kept);
  const capacity = Math.min(kept, length);
  const base = BigInt(alphabetSize);
  const readingStates = shorterStrings(alphabetSize, capacity + 1);
  const settledStates = base ** BigInt(capacity);
  const start: WindowState = { kept: LetterWindow.of(alphabetSize, []), emitted: null };

  const afterLetter = ({ kept, emitted }: WindowState, letter: number): WindowState =>
    emitted === null
      ? { kept: kept.append(letter, capacity), emitted }
      : { kept, emitted: Math.min(emitted + 1, kept.length) };

  // A fresh window's last letter is one of the D − 1 that are not its first.
  const numberOfFresh = (letters: ArrayLike<number>): bigint => {
    const last = letters[capacity - 1];
    const beforeLast = numberOfLetters(alphabetSize, Array.prototype.slice.call(letters, 0, -1));
    return beforeLast * (base - 1n) + BigInt(last < letters[0] ? last : last - 1);
  };
  const freshOfNumber = (number: bigint): Uint32Array => {
    const letters = new Uint32Array(capacity);
    letters.set(lettersOfNumber(alphabetSize, capacity - 1, number / (base - 1n)));
    const last = Number(number % (base - 1n));
    letters[capacity - 1] = last < letters[0] ? last : last + 1;
    return letters;
  };
  return {
    name: `window(k=${capacity})`,
    alphabetSize,
    start,
    ...numberedStates<WindowState>({
      states: windowStates(alphabetSize, capacity),
      numberOf({ kept, emitted }) {
        if (emitted === null) return numberOfString(alphabetSize, kept.from(0));
        const first = kept.length === 0 ? EMPTY_WINDOW_LETTER : kept.at(0);
        if (emitted === 0 && kept.length === capacity && kept.at(capacity - 1) !== first) {
          return readingStates + settledStates + numberOfFresh(kept.from(0));
        }
        const toSay = new Uint32Array(capacity).fill(first);
        toSay.set(kept.from(emitted));
        return readingStates + numberOfLetters(alphabetSize, toSay);
      },
      stateOf(number) {
        if (number < readingStates) {
          return { kept: LetterWindow.of(alphabetSize, stringOfNumber(alphabetSize, capacity, number)), emitted: null };
        }
        if (number >= readingStates + settledStates) {
          return {
            kept: LetterWindow.of(alphabetSize, freshOfNumber(number - readingStates - settledStates)),
            emitted: 0,
          };
        }
        // The letter said for ever comes first in a window and last in what is to be said: turn it to the front.
        const toSay = lettersOfNumber(alphabetSize, capacity, number - readingStates);
        return { kept: LetterWindow.of(alphabetSize, toSay).rotate(capacity - 1), emitted: 1 };
      },
    }),
    update(state, token) {
      if (isLetter(token, alphabetSize)) return afterLetter(state, token);
      if (token === bos) return start;
      // Without letters there is nothing to begin: reading and emitting are the same state.
      if (token === copy) return state.emitted === null && capacity > 0 ? { kept: state.kept, emitted: 0 } : state;
      return rejectToken(token, alphabetSize);
    },
    output({ kept, emitted }) {
      if (emitted === null || kept.length === 0) return EMPTY_WINDOW_LETTER;
      return kept.at(emitted === kept.length ? 0 : emitted);
    },
  };
}
