import { claim, control } from '@verbatim/evidence';
import { errorAboveBound, withStateCount } from '../../common/gssm-copy-count.js';
import { CONTROL_STRINGS, MAX_STRINGS } from '../../common/gssm-domains.js';
import { everyMachine } from '../../common/gssm-every-machine.js';
import { machineSizes, SEARCHED } from '../../common/gssm-machine-sizes.js';
import { countMachinesOf, machinesOf, onMachines, stringSizesInWords } from '../../common/gssm-machines.js';

/** Machines with more states than there are strings. */
const moreStatesThanStrings = () => [
  ...machineSizes(2, 3, 1),
  ...machineSizes(2, 4, 1),
  ...machineSizes(3, 4, 1),
  ...machineSizes(2, 5, 1),
];

/** Theorem 2.7 as printed. */
export const theorem27AsPrinted = claim({
  id: 'theorem-2.7/as-printed',
  statement:
    'For all D and L, every generalised state space model with state set S has err > 1 − |S|/D^L on uniform strings of L letters.',
  source: 'arXiv 2402.01032, Theorem 2.7, as printed',
  expected: 'refuted',
  methods: [
    everyMachine({ sizes: () => SEARCHED.quick, statement: errorAboveBound }),
    onMachines({
      name: 'registers',
      domain: (effort) => `registers with 0 ≤ k ≤ L, ${stringSizesInWords(MAX_STRINGS[effort])}`,
      machines: (effort) => machinesOf('register', MAX_STRINGS[effort]),
      size: (effort) => countMachinesOf(MAX_STRINGS[effort]),
      statement: errorAboveBound,
    }),
  ],
  controls: [
    control({
      name: 'more-states-than-strings',
      breaks: 'only machines with |S| > D^L, whose error is above a negative bound',
      method: everyMachine({ sizes: moreStatesThanStrings, within: '|S| > D^L', statement: errorAboveBound }),
      expect: 'holds',
    }),
    control({
      name: 'prefix-machines',
      breaks: 'only prefix machines with k ≥ 1, which have more than D^k states and copy D^k strings',
      method: onMachines({
        name: 'prefix-machines',
        domain: () => `prefix machines with 1 ≤ k ≤ L, ${stringSizesInWords(CONTROL_STRINGS)}`,
        machines: () => machinesOf('prefix', CONTROL_STRINGS, 1),
        statement: errorAboveBound,
      }),
      expect: 'holds',
    }),
    control({
      name: 'one-state-too-many',
      breaks: 'the bound is lowered to 1 − (|S| + 1)/D^L, which registers are above',
      method: onMachines({
        name: 'registers',
        domain: () => `registers with 0 ≤ k ≤ L, ${stringSizesInWords(CONTROL_STRINGS)}`,
        machines: () => machinesOf('register', CONTROL_STRINGS),
        statement: withStateCount(errorAboveBound, (states) => states + 1n),
      }),
      expect: 'holds',
    }),
    control({
      name: 'one-state-too-few',
      breaks: 'the bound is raised to 1 − (|S| − 1)/D^L',
      method: onMachines({
        name: 'registers',
        domain: () => `registers with 0 ≤ k ≤ L, ${stringSizesInWords(CONTROL_STRINGS)}`,
        machines: () => machinesOf('register', CONTROL_STRINGS),
        statement: withStateCount(errorAboveBound, (states) => states - 1n),
      }),
    }),
  ],
});
