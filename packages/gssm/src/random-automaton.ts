import { randomSource, vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { machineOfTable } from './table-machine.js';

/**
 * A GSSM drawn at random: its start, every next state and every output are independent and uniform.
 *
 * @param alphabetSize - D ≥ 2.
 * @param states - N ≥ 1; a table of N·(D+2) entries is drawn.
 * @param seed - the same seed gives the same machine.
 * @throws RangeError if a parameter is out of its range.
 */
export function randomAutomaton(alphabetSize: number, states: number, seed: number): Gssm<number> {
  const tokens = vocabulary(alphabetSize).copy + 1;
  if (!Number.isSafeInteger(states) || states < 1) {
    throw new RangeError(`random automaton of ${states} states: accepted is an integer of at least 1`);
  }
  const random = randomSource(seed, 'random-automaton', alphabetSize, states);
  const draw = (length: number, values: number) => Array.from({ length }, () => random.integer(0, values - 1));
  return machineOfTable(
    {
      alphabet: alphabetSize,
      states,
      start: random.integer(0, states - 1),
      update: Array.from({ length: states }, () => draw(tokens, states)),
      output: draw(states, alphabetSize),
    },
    `random(states=${states}, seed=${seed})`,
  );
}
