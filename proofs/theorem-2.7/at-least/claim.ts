import { claim, control, type Effort } from '@verbatim/evidence';
import { hidingRegisters, withStateLeftOut } from '../../common/gssm-broken-machines.js';
import { errorAtLeastBound, withStateCount } from '../../common/gssm-copy-count.js';
import { CONTROL_STRINGS, MAX_STRINGS, MAX_STRINGS_AT_COPY, modelsInWords } from '../../common/gssm-domains.js';
import { type EncodingSize, everyEncoding } from '../../common/gssm-encodings.js';
import { everyMachine } from '../../common/gssm-every-machine.js';
import { SEARCHED } from '../../common/gssm-machine-sizes.js';
import {
  countModelMachines,
  machinesOf,
  modelMachines,
  onMachines,
  stringSizesInWords,
} from '../../common/gssm-machines.js';
import { type OnRandomMachines, randomAutomata, registerNeighbours } from '../../common/gssm-random-machines.js';
import { onStatesAtCopy } from '../../common/gssm-state-at-copy.js';

const oneStateLess = withStateCount(errorAtLeastBound, (states) => states - 1n);
const anyMachine: OnRandomMachines = { mostStates: (strings) => strings, statement: errorAtLeastBound };

/** All sizes with up to so many strings and states. */
const encodingSizes = (maxStrings: number, maxStates: number): EncodingSize[] =>
  Array.from({ length: maxStrings - 1 }, (_, m) =>
    Array.from({ length: maxStates }, (_, n) => ({ strings: m + 2, states: n + 1 })),
  ).flat();

const ENCODINGS: Record<Effort, readonly EncodingSize[]> = {
  quick: encodingSizes(4, 3),
  standard: [...encodingSizes(5, 3), { strings: 4, states: 4 }, { strings: 8, states: 2 }],
  deep: [...encodingSizes(5, 4), { strings: 8, states: 2 }, { strings: 8, states: 3 }, { strings: 9, states: 2 }],
};

const hidingInWords = `registers of k letters that declare k − 1, ${stringSizesInWords(CONTROL_STRINGS)}`;

/** Theorem 2.7 as it holds. */
export const theorem27AtLeast = claim({
  id: 'theorem-2.7/at-least',
  statement:
    'For all D and L, every generalised state space model with state set S has err ≥ 1 − |S|/D^L on uniform strings of L letters: it copies at ' +
    'most |S| of them.',
  source: 'arXiv 2402.01032, Theorem 2.7, with ≥ for >',
  expected: 'holds',
  methods: [
    everyMachine({ sizes: (effort) => SEARCHED[effort], statement: errorAtLeastBound }),
    onMachines({
      name: 'models',
      domain: (effort) => modelsInWords(MAX_STRINGS[effort]),
      machines: (effort) => modelMachines(MAX_STRINGS[effort]),
      size: (effort) => countModelMachines(MAX_STRINGS[effort]),
      statement: errorAtLeastBound,
    }),
    onStatesAtCopy({
      domain: (effort) => modelsInWords(MAX_STRINGS_AT_COPY[effort]),
      machines: (effort) => modelMachines(MAX_STRINGS_AT_COPY[effort]),
      size: (effort) => countModelMachines(MAX_STRINGS_AT_COPY[effort]),
    }),
    everyEncoding((effort) => ENCODINGS[effort]),
    randomAutomata(anyMachine),
    registerNeighbours(anyMachine),
  ],
  controls: [
    control({
      name: 'one-state-too-few',
      breaks: 'a bound of 1 − (|S| − 1)/D^L is claimed, on every tiny machine',
      method: everyMachine({ sizes: () => SEARCHED.quick, statement: oneStateLess }),
    }),
    control({
      name: 'register-one-state-too-few',
      breaks: 'registers declare one state fewer than they have',
      method: onMachines({
        name: 'models',
        domain: () => `registers with 1 ≤ k ≤ L, ${stringSizesInWords(CONTROL_STRINGS)}`,
        *machines() {
          for (const run of machinesOf('register', CONTROL_STRINGS, 1)) yield withStateLeftOut(run);
        },
        statement: errorAtLeastBound,
      }),
    }),
    control({
      name: 'hidden-letter',
      breaks: 'registers of k letters declare and encode k − 1 of them, and copy too much',
      method: onMachines({
        name: 'models',
        domain: () => hidingInWords,
        machines: () => hidingRegisters(CONTROL_STRINGS),
        statement: errorAtLeastBound,
      }),
    }),
    control({
      name: 'hidden-letter-at-copy',
      breaks: 'the same registers: what encode writes does not decide the answer',
      method: onStatesAtCopy({ domain: () => hidingInWords, machines: () => hidingRegisters(CONTROL_STRINGS) }),
    }),
    control({
      name: 'encoding-one-state-too-few',
      breaks: 'at most |S| − 1 strings are claimed to come back',
      method: everyEncoding(
        () => encodingSizes(3, 2),
        (states) => states - 1,
      ),
    }),
    control({
      name: 'random-one-state-too-few',
      breaks: 'random automata declare one state fewer than they have',
      method: randomAutomata({ ...anyMachine, change: withStateLeftOut }),
    }),
    control({
      name: 'neighbours-one-state-too-few',
      breaks: 'registers with redrawn entries declare one state fewer than they have',
      method: registerNeighbours({ ...anyMachine, change: withStateLeftOut }),
    }),
  ],
});
