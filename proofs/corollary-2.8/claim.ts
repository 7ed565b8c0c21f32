import { claim, control } from '@verbatim/evidence';
import { hidingRegisters, withStateLeftOut } from '../common/gssm-broken-machines.js';
import { errorAboveHalf, isBelowHalfMemory, stringCount } from '../common/gssm-copy-count.js';
import { CONTROL_STRINGS, MAX_STRINGS, modelsInWords } from '../common/gssm-domains.js';
import { everyMachine } from '../common/gssm-every-machine.js';
import { type MachineSize, SEARCHED } from '../common/gssm-machine-sizes.js';
import { type MachineRun, machinesOf, modelMachines, onMachines, stringSizesInWords } from '../common/gssm-machines.js';
import { type OnRandomMachines, randomAutomata, registerNeighbours } from '../common/gssm-random-machines.js';
import { halfMemory } from './half-memory.js';

const isBelow = ({ alphabetSize, states, length }: MachineSize) =>
  isBelowHalfMemory({ alphabetSize, length, states: BigInt(states) });

function* belowHalfMemory(runs: Iterable<MachineRun>): Generator<MachineRun> {
  for (const run of runs) {
    const { alphabetSize, states } = run.machine;
    if (isBelowHalfMemory({ alphabetSize, length: run.length, states })) yield run;
  }
}

/** ⌈D^L/2⌉ − 1. */
const mostStates = (strings: number) => Math.ceil(strings / 2) - 1;
const smallMachine: OnRandomMachines = { mostStates, statement: errorAboveHalf };

function* leftOut(runs: Iterable<MachineRun>): Generator<MachineRun> {
  for (const run of runs) if (run.machine.states > 1n) yield withStateLeftOut(run);
}

/** Corollary 2.8. */
export const corollary28 = claim({
  id: 'corollary-2.8',
  statement:
    'For all D and L, every generalised state space model with mem(S) = log2 |S| < L log2 D − 1 has err > 1/2 on uniform strings of L letters.',
  source: 'arXiv 2402.01032, Corollary 2.8',
  expected: 'holds',
  methods: [
    halfMemory({
      words: '2|S| < D^L',
      holds: isBelowHalfMemory,
      mostStates: (strings) => (strings - 1n) / 2n,
    }),
    everyMachine({
      sizes: (effort) => SEARCHED[effort].filter(isBelow),
      within: '2|S| < D^L',
      statement: errorAboveHalf,
    }),
    onMachines({
      name: 'models',
      domain: (effort) => `${modelsInWords(MAX_STRINGS[effort])}, those with 2|S| < D^L`,
      machines: (effort) => belowHalfMemory(modelMachines(MAX_STRINGS[effort])),
      statement: errorAboveHalf,
    }),
    randomAutomata(smallMachine),
    registerNeighbours(smallMachine),
  ],
  controls: [
    control({
      name: 'edge-included',
      breaks: 'the condition is 2|S| ≤ D^L: one bit of memory for every bit of the string but one is allowed',
      method: halfMemory({
        words: '2|S| ≤ D^L',
        holds: (sizes) => 2n * sizes.states <= stringCount(sizes),
        mostStates: (strings) => strings / 2n,
      }),
    }),
    control({
      name: 'every-machine-at-the-edge',
      breaks: 'machines with 2|S| = D^L, some of which copy half of the strings',
      method: everyMachine({
        sizes: () => SEARCHED.quick.filter(({ alphabetSize, states, length }) => 2 * states === alphabetSize ** length),
        within: '2|S| = D^L',
        statement: errorAboveHalf,
      }),
    }),
    control({
      name: 'one-state-too-few',
      breaks:
        'registers declare one state fewer than they have, which brings those with D = 2 and k = L − 1 under the condition',
      method: onMachines({
        name: 'models',
        domain: () => `registers, ${stringSizesInWords(CONTROL_STRINGS)}, those that declare 2|S| < D^L`,
        machines: () => belowHalfMemory(leftOut(machinesOf('register', CONTROL_STRINGS))),
        statement: errorAboveHalf,
      }),
    }),
    control({
      name: 'hidden-letter',
      breaks: 'registers of k letters declare and encode only k − 1 of them',
      method: onMachines({
        name: 'models',
        domain: () =>
          `registers of k letters that declare k − 1, ${stringSizesInWords(CONTROL_STRINGS)}, 2|S| < D^L declared`,
        machines: () => belowHalfMemory(hidingRegisters(CONTROL_STRINGS)),
        statement: errorAboveHalf,
      }),
    }),
    control({
      name: 'random-with-more-states',
      breaks: 'random automata of as many states as there are strings, some of which copy half of them',
      method: randomAutomata({ ...smallMachine, mostStates: (strings) => strings }),
    }),
    control({
      name: 'neighbours-one-letter-more',
      breaks: 'registers with redrawn entries may have up to D^L states',
      method: registerNeighbours({ ...smallMachine, mostStates: (strings) => strings }),
    }),
  ],
});
