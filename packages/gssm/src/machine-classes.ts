/** Every GSSM with N states over D letters, run on every string of L letters until its first wrong letter. */

import { vocabulary } from '@verbatim/tasks';
import { assertLength } from './parameters.js';
import type { MachineTable } from './table.js';
import { type TableReader, tableClasses } from './table-classes.js';

/** All tables with the same entries wherever a run of some string of L letters reads one. */
export interface MachineClass {
  /** How many of the D^L strings each of these machines copies. */
  readonly copied: number;
  /** How many tables (state after BOS, letter and COPY columns, outputs) are in this class. */
  readonly tables: number;
  /** One of them, with every open entry 0. To be called before the next class is asked for. */
  example(): MachineTable;
}

/**
 * Every class of GSSMs with exactly N states, each once; `tableClasses` says why none is left out.
 *
 * @param alphabetSize - D ≥ 2.
 * @param states - N ≥ 1.
 * @param length - L ≥ 1.
 * @throws RangeError if a parameter is out of its range, or if there are 2^53 tables or more: more than a search can visit.
 */
export function* machineClasses(alphabetSize: number, states: number, length: number): Generator<MachineClass, void> {
  vocabulary(alphabetSize);
  assertLength(length);
  const strings = allStrings(alphabetSize, length);
  const copies = (string: number, machine: TableReader): number => {
    const first = string * length;
    let state = 0;
    for (let i = first; i < first + length; i++) state = machine.next(state, strings[i]);
    state = machine.copy(state);
    for (let i = first; i < first + length; i++) {
      if (machine.output(state) !== strings[i]) return 0;
      if (i < first + length - 1) state = machine.next(state, strings[i]);
    }
    return 1;
  };
  for (const found of tableClasses(alphabetSize, states, { runs: strings.length / length, score: copies })) {
    yield { copied: found.score, tables: found.tables, example: found.example };
  }
}

/** (D^L · L) letters: every string of L letters, one after the other. */
export function allStrings(alphabetSize: number, length: number): Uint32Array {
  const count = alphabetSize ** length;
  const letters = new Uint32Array(count * length);
  for (let string = 0; string < count; string++) {
    let rest = string;
    for (let i = length - 1; i >= 0; i--) {
      letters[string * length + i] = rest % alphabetSize;
      rest = Math.floor(rest / alphabetSize);
    }
  }
  return letters;
}
