import { claim, control, type Effort } from '@verbatim/evidence';
import { cycleMachine, type MachineTable, windowCycle, windowLength } from '@verbatim/gssm';
import { deBruijnCycle } from '@verbatim/tasks';
import type { BuildTable } from './built-table.js';
import { cycleStrings } from './cycle-strings.js';
import { everyCycle } from './every-cycle.js';
import { everyStateCount } from './every-state-count.js';
import { CONTROL_SIZES, largeMachines } from './large-machines.js';
import { nothingBetter } from './nothing-better.js';

const MAX_STRINGS: Record<Effort, number> = { quick: 32, standard: 256, deep: 2048 };
const CONTROL_STRINGS = 27;

const small = () => CONTROL_STRINGS;
const controlSizes = () => CONTROL_SIZES;

const changedRows = (
  table: MachineTable,
  change: (row: readonly number[], state: number) => number[],
): MachineTable => ({
  ...table,
  update: table.update.map(change),
});

const oneStateLess: BuildTable = (alphabetSize, length, states) =>
  cycleMachine(alphabetSize, length, Math.max(states - 1, 1));

const unrotated: BuildTable = (alphabetSize, length, states) =>
  changedRows(cycleMachine(alphabetSize, length, states), (row, state) => [...row.slice(0, -1), state]);

/** Off the cycle it forgets all that it has read. */
const forgetful: BuildTable = (alphabetSize, length, states) => {
  const cycle = windowCycle(alphabetSize, states);
  const k = windowLength(alphabetSize, states);
  return changedRows(cycleMachine(alphabetSize, length, states), (row, state) =>
    row.map((next, token) => (token < alphabetSize && token !== cycle[(state + k) % states] ? 0 : next)),
  );
};

const cutShort = (alphabetSize: number, states: number) =>
  deBruijnCycle(alphabetSize, Math.max(windowLength(alphabetSize, states), 1)).slice(0, states);

/** The bound of Theorem 2.7 is met at every number of states. */
export const theorem27TightEverywhere = claim({
  id: 'theorem-2.7/tight-everywhere',
  statement:
    'For all D and L and every s from 1 to D^L there is a generalised state space model with exactly s states and err = 1 − s/D^L on uniform ' +
    'strings of L letters: its states are the windows of a cycle of s letters whose windows of ⌈log_D s⌉ letters are all different.',
  source:
    'derived in docs/beyond.md: the bound of Theorem 2.7 (arXiv 2402.01032) with equality; cycles of every length: Lempel 1971',
  expected: 'holds',
  methods: [
    everyStateCount(cycleMachine, (effort) => MAX_STRINGS[effort]),
    everyCycle(windowCycle),
    largeMachines(cycleMachine),
    nothingBetter(cycleMachine),
    cycleStrings(cycleMachine),
  ],
  controls: [
    control({
      name: 'one-state-too-few',
      breaks: 'the machine for s − 1 is claimed to be the one for s',
      method: everyStateCount(oneStateLess, small),
    }),
    control({
      name: 'no-rotation',
      breaks: 'COPY does not go back L places',
      method: everyStateCount(unrotated, small),
    }),
    control({
      name: 'no-suffix',
      breaks:
        'a letter with which the cycle does not go on leads to state 0, not to the window with the longest common suffix',
      method: everyStateCount(forgetful, small),
    }),
    control({
      name: 'de-bruijn-cut-short',
      breaks:
        'the first s letters of a de Bruijn cycle, closed to a circle: windows across the seam can be there already',
      method: everyCycle(cutShort, 20),
    }),
    control({
      name: 'large-no-rotation',
      breaks: 'COPY does not go back L places, in larger machines',
      method: largeMachines(unrotated, controlSizes),
    }),
    control({
      name: 'large-no-suffix',
      breaks: 'larger machines forget what they have read when the cycle does not go on with it',
      method: largeMachines(forgetful, controlSizes),
    }),
    control({
      name: 'one-string-fewer',
      breaks: 's − 1 strings are claimed to be the most that any machine copies',
      method: nothingBetter(cycleMachine, (states) => states - 1),
    }),
    control({
      name: 'one-string-more',
      breaks: 's + 1 strings are claimed to be the most that any machine copies',
      method: nothingBetter(cycleMachine, (states) => states + 1),
    }),
    control({
      name: 'random-no-rotation',
      breaks: 'COPY does not go back L places, on random strings',
      method: cycleStrings(unrotated),
    }),
    control({
      name: 'random-one-state-too-few',
      breaks: 'the machine for s − 1 in place of the one for s, on random strings',
      method: cycleStrings(oneStateLess),
    }),
  ],
});
