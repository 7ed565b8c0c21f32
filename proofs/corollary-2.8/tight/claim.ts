import { claim, control, type Effort } from '@verbatim/evidence';
import { type MachineFamily, machineForBits, registerMachine } from '@verbatim/gssm';
import * as fc from 'fast-check';
import { withStateLeftOut } from '../../common/gssm-broken-machines.js';
import { type CopyStatement, errorAtLeastHalf, errorEqualsHalf, stringCount } from '../../common/gssm-copy-count.js';
import { everyMachine } from '../../common/gssm-every-machine.js';
import type { MachineSize } from '../../common/gssm-machine-sizes.js';
import { type MachineRun, onMachines } from '../../common/gssm-machines.js';
import { type BuildRegister, onRegisterStrings } from '../../common/gssm-register-strings.js';

/** The condition of Corollary 2.8 with equality, and the error that is claimed there. */
const halfMemoryHalfError: CopyStatement = {
  words: 'mem = L log2 D − 1, that is 2|S| = D^L, and err = 1/2',
  holds: (count) => 2n * count.states === stringCount(count) && errorEqualsHalf.holds(count),
};

const MAX_LENGTH: Record<Effort, number> = { quick: 10, standard: 14, deep: 18 };
const MAX_RANDOM_LENGTH: Record<Effort, number> = { quick: 100, standard: 200, deep: 400 };
const CONTROL_LENGTH = 6;

const AT_THE_EDGE: readonly MachineSize[] = [
  { alphabetSize: 2, states: 1, length: 1 },
  { alphabetSize: 2, states: 2, length: 2 },
];

/** For every L, the machine of a family that keeps the most in L − 1 bits, or in `lessBits` fewer. */
function* inBits(family: MachineFamily, alphabetSize: number, maxLength: number, lessBits = 0): Generator<MachineRun> {
  for (let length = 1 + lessBits; length <= maxLength; length++) {
    yield { machine: machineForBits(family, alphabetSize, length, BigInt(length - 1 - lessBits)), length };
  }
}

const edgeRegisters = (maxLength: number) => inBits('register', 2, maxLength);

/** The statement on machines that are no registers of L − 1 bits. */
const onOthers = (words: string, machines: () => Iterable<MachineRun>, statement = errorEqualsHalf) =>
  onMachines({ name: 'edge-registers', domain: () => `${words}, L ≤ ${CONTROL_LENGTH}`, machines, statement });

const randomStrings = (build: BuildRegister) =>
  onRegisterStrings({
    build,
    words: (effort) => `D = 2, k = L − 1, L uniform from 1 to ${MAX_RANDOM_LENGTH[effort]}, uniform strings`,
    arbitrary: (effort) =>
      fc
        .integer({ min: 1, max: MAX_RANDOM_LENGTH[effort] })
        .chain((length) =>
          fc
            .array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length })
            .map((letters) => ({ alphabetSize: 2, kept: length - 1, letters })),
        ),
  });

const inOneBitLess: BuildRegister = (alphabetSize, length) =>
  machineForBits('register', alphabetSize, length, BigInt(length - 1));

/** Corollary 2.8 is tight. */
export const corollary28Tight = claim({
  id: 'corollary-2.8/tight',
  statement:
    'Over two letters, for every L, some generalised state space model with mem(S) = L log2 D − 1 bits has err = 1/2 exactly on uniform strings of L ' +
    'letters, and none with so many bits has less: the condition of Corollary 2.8 cannot be weakened to ≤.',
  source: 'derived in docs/theory.md: the edge of Corollary 2.8 (arXiv 2402.01032)',
  expected: 'holds',
  methods: [
    onMachines({
      name: 'edge-registers',
      domain: (effort) => `the largest register of L − 1 bits, D = 2, 1 ≤ L ≤ ${MAX_LENGTH[effort]}`,
      machines: (effort) => edgeRegisters(MAX_LENGTH[effort]),
      size: (effort) => MAX_LENGTH[effort],
      statement: halfMemoryHalfError,
    }),
    randomStrings(inOneBitLess),
    everyMachine({
      sizes: (effort) =>
        effort === 'quick' ? AT_THE_EDGE : [...AT_THE_EDGE, { alphabetSize: 2, states: 4, length: 3 }],
      within: '2|S| = D^L',
      statement: errorAtLeastHalf,
    }),
  ],
  controls: [
    control({
      name: 'one-bit-less',
      breaks: 'registers of L − 2 bits, whose error is 3/4',
      method: onOthers('the largest register of L − 2 bits, D = 2', () => inBits('register', 2, CONTROL_LENGTH, 1)),
    }),
    control({
      name: 'three-letters',
      breaks: 'D = 3 and k = L − 1: the error is 2/3',
      method: onOthers('registers of L − 1 letters, D = 3', () =>
        Array.from({ length: CONTROL_LENGTH }, (_, i) => ({ machine: registerMachine(3, i + 1, i), length: i + 1 })),
      ),
    }),
    control({
      name: 'prefix-machine',
      breaks: 'prefix machines of as many bits, which hold fewer letters',
      method: onOthers('the largest prefix machine of L − 1 bits, D = 2', () => inBits('prefix', 2, CONTROL_LENGTH)),
    }),
    control({
      name: 'window-machine',
      breaks: 'window machines of as many bits, which hold fewer letters',
      method: onOthers('the largest window machine of L − 1 bits, D = 2', () => inBits('window', 2, CONTROL_LENGTH)),
    }),
    control({
      name: 'one-state-too-few',
      breaks: 'the registers declare one state fewer than they have',
      method: onOthers(
        'registers of L − 1 bits that leave out a state, D = 2',
        () => Array.from(edgeRegisters(CONTROL_LENGTH), withStateLeftOut),
        halfMemoryHalfError,
      ),
    }),
    control({
      name: 'random-one-letter-less',
      breaks: 'the registers hold L − 2 letters, on random strings',
      method: randomStrings((alphabetSize, length, kept) =>
        registerMachine(alphabetSize, length, Math.max(kept - 1, 0)),
      ),
    }),
    control({
      name: 'every-machine-with-more-states',
      breaks: 'machines with one state more than the edge, some of which fail on fewer than half of the strings',
      method: everyMachine({
        sizes: () => AT_THE_EDGE.map((size) => ({ ...size, states: size.states + 1 })),
        statement: errorAtLeastHalf,
      }),
    }),
  ],
});
