/**
 * A machine with exactly s states that copies exactly s strings, for every s ≤ D^L: Theorem 2.7 with equality at every
 * state count, not only at the powers of D that registers have.
 *
 * Its states are the windows of k = ⌈log_D s⌉ letters of a cycle of s letters in which all windows differ (`windowCycle`).
 * On a letter it moves to a window of the cycle that shares the longest suffix with what it has read; on the letter that
 * the cycle goes on with, that is the next window. It says the letter that leads to the next window. Reading L ≥ k letters of
 * the cycle from any place ends in the right window, because after i ≤ k letters the last i letters of the state are the
 * last i read; COPY goes back L places, and what is then said is what was read.
 */

import { vocabulary } from '@verbatim/tasks';
import { assertLength } from './parameters.js';
import type { MachineTable } from './table.js';
import { windowCycle, windowLength } from './window-cycle.js';

/** 2³⁰ bytes of next states. */
const MOST_ENTRIES = 2 ** 28;

/**
 * The table of the machine with s states that copies the s strings of L letters which are read off `windowCycle(D, s)`, one
 * from each place, and no others. State i is the window that starts at place i.
 *
 * @param alphabetSize - D ≥ 2.
 * @param length - L ≥ 1, the length of the strings it is made for.
 * @param states - s, 1 … D^L.
 * @throws RangeError if a parameter is out of its range, or if the table has more than 2²⁸ next states.
 */
export function cycleMachine(alphabetSize: number, length: number, states: number): MachineTable {
  const tokens = vocabulary(alphabetSize).copy + 1;
  assertLength(length);
  if (!Number.isSafeInteger(states) || states < 1 || BigInt(states) > BigInt(alphabetSize) ** BigInt(length)) {
    throw new RangeError(`${states} states for strings of ${length} letters of ${alphabetSize}: accepted is 1 to D^L`);
  }
  if (states * tokens > MOST_ENTRIES) {
    throw new RangeError(`${states} states of ${tokens} next states each: accepted are ${MOST_ENTRIES} in all`);
  }
  const cycle = windowCycle(alphabetSize, states);
  const k = windowLength(alphabetSize, states);
  const { numbers, nextWindow } = windowsOf(cycle, alphabetSize, k);
  const rotation = length % states;
  return {
    alphabet: alphabetSize,
    states,
    start: 0,
    update: Array.from({ length: states }, (_, state) => {
      const row = new Array<number>(tokens);
      for (let letter = 0; letter < alphabetSize; letter++) row[letter] = nextWindow(numbers[state], letter);
      row[alphabetSize] = state;
      row[alphabetSize + 1] = (state + states - rotation) % states;
      return row;
    }),
    output: Array.from({ length: states }, (_, state) => cycle[(state + k) % states]),
  };
}

/**
 * The windows of a cycle as numbers in base D, and the way from one to the next.
 *
 * `nextWindow(number, letter)` is the first place whose window ends as the word of that number and the letter behind it do,
 * for as many letters as any window does.
 */
function windowsOf(cycle: Uint32Array, alphabetSize: number, k: number) {
  const places = cycle.length;
  const powers = Array.from({ length: k + 1 }, (_, i) => alphabetSize ** i);
  const numbers = new Uint32Array(places);
  let number = 0;
  for (let i = 0; i < k; i++) number = number * alphabetSize + cycle[i % places];
  for (let place = 0; place < places; place++) {
    numbers[place] = number;
    number = (number * alphabetSize + cycle[(place + k) % places]) % powers[k];
  }
  // (k + 1, D^t): for every word of t letters the first place whose window ends with it, plus 1; 0 if there is none.
  const endingWith = powers.map((words) => new Uint32Array(words));
  for (let place = places - 1; place >= 0; place--) {
    for (let t = 0; t <= k; t++) endingWith[t][numbers[place] % powers[t]] = place + 1;
  }
  const nextWindow = (from: number, letter: number): number => {
    const word = (from * alphabetSize + letter) % powers[k];
    let t = k;
    while (endingWith[t][word % powers[t]] === 0) t--;
    return endingWith[t][word % powers[t]] - 1;
  };
  return { numbers, nextWindow };
}
