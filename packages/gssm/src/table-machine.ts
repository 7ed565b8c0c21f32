import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from './gssm.js';
import { isLetter, rejectToken } from './parameters.js';
import { numberedStates } from './state-number.js';
import { type MachineTable, parseTable } from './table.js';

/**
 * The machine that a table describes. All N states are counted, whether or not they can be reached.
 *
 * @param table - checked here, so that it may come from anywhere.
 * @param name - what the machine is called.
 * @throws TypeError if the table is malformed, as `parseTable` does.
 */
export function tableMachine(table: MachineTable, name = 'table'): Gssm<number> {
  return machineOfTable(parseTable(table), name);
}

/**
 * The same for a table that is known to be well formed, such as one that was made by a program: checking costs more than a
 * short run. What a malformed table does is not defined.
 */
export function machineOfTable(
  { alphabet, states, start, update, output }: MachineTable,
  name = 'table',
): Gssm<number> {
  const tokens = vocabulary(alphabet).copy + 1;
  // One flat array of next states: (N, D+2).
  const next = Uint32Array.from(update.flat());
  return {
    name,
    alphabetSize: alphabet,
    start,
    ...numberedStates<number>({ states: BigInt(states), numberOf: BigInt, stateOf: Number }),
    update: (state, token) => (isLetter(token, tokens) ? next[state * tokens + token] : rejectToken(token, alphabet)),
    output: (state) => output[state],
  };
}
