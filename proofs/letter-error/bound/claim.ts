import { claim, control, type Effort } from '@verbatim/evidence';
import { type Gssm, type LetterError, type LetterMode, obeysLetterBound } from '@verbatim/gssm';
import { stringsOf, vocabulary } from '@verbatim/tasks';
import { hidesALetter, withStateLeftOut } from '../../common/gssm-broken-machines.js';
import type { MachineRun } from '../../common/gssm-machines.js';
import { CONTROL_ENCODINGS, everyCodebook, everyPartition } from './every-encoding.js';
import { everyMachine } from './every-machine.js';
import { familyMembers, type MembersDomain } from './family-members.js';
import { type LetterStatement, withOneStateLess } from './letter-count.js';
import { everyModel, type MeasureLetters, type ModelDomain } from './models.js';
import { searchedMachines } from './searched-machines.js';
import { type Tuning, tunedMembers } from './tuned-members.js';
import { cacheNotCounted, roundedOnlyWhenWritten } from './uncounted-memory.js';

const DOMAIN: Record<Effort, ModelDomain> = {
  quick: { models: 64, everyStateCount: 16 },
  standard: { models: 1024, everyStateCount: 128 },
  deep: { models: 8192, everyStateCount: 512 },
};

const small = (): ModelDomain => ({ models: 16, everyStateCount: 9 });

const fewMembers = (): MembersDomain => ({
  maxStrings: 16,
  sizes: ['least'],
  formats: ['fixed2.0'],
  gains: [8],
  seeds: 1,
});

const littleTuning = (): Tuning => ({
  memberSizes: ['wide'],
  formats: ['fixed2.0'],
  stringSizes: [{ alphabetSize: 2, length: 3 }],
  steps: 40,
});

/** The bound without h(δ): what a reader might take from "each wrong letter costs log2(D − 1) bits". */
const withoutEntropy: LetterStatement = ({ alphabetSize, length, states }, { wrong, letters }) => {
  const q = letters * BigInt(length);
  // D^q ≤ |S|^letters · (D − 1)^(wrong·L), as whole numbers.
  return BigInt(alphabetSize) ** q <= states ** letters * BigInt(alphabetSize - 1) ** (wrong * BigInt(length));
};

const withHalfTheStates: LetterStatement = (sizes, error) =>
  obeysLetterBound({ ...sizes, states: (sizes.states + 1n) / 2n }, error);

/** Only the first half of each answer is looked at. */
const firstHalf: MeasureLetters = (machine, length, mode) =>
  counted(machine, length, mode, Math.ceil(length / 2), false);

/** The letter to be predicted is fed before the prediction is read. */
const peeking: MeasureLetters = (machine, length, mode) => counted(machine, length, mode, length, true);

function counted(
  machine: Gssm<unknown>,
  length: number,
  mode: LetterMode,
  lookedAt: number,
  peeks: boolean,
): LetterError {
  const { alphabetSize } = machine;
  const { bos, copy } = vocabulary(alphabetSize);
  let [wrong, letters] = [0n, 0n];
  for (const x of stringsOf(alphabetSize, length)) {
    let state = [bos, ...x, copy].reduce((after, token) => machine.update(after, token), machine.start);
    for (let i = 0; i < lookedAt; i++) {
      const said = machine.output(peeks ? machine.update(state, x[i]!) : state);
      letters++;
      if (said !== x[i]) wrong++;
      state = machine.update(state, mode === 'autoregressive' ? said : x[i]!);
    }
  }
  return { wrong, letters };
}

const hiding = ({ machine, length }: MachineRun): MachineRun => ({
  machine: hidesALetter(machine.alphabetSize, length, length),
  length,
});

/** The rate–distortion bound on single letters. */
export const letterErrorBound = claim({
  id: 'letter-error/bound',
  statement:
    'For all D and L, every generalised state space model with state set S and mean letter error δ ≤ 1 − 1/D on uniform strings of L letters, ' +
    'autoregressive or teacher-forced, has log2 D − h(δ) − δ log2(D − 1) ≤ log2|S| / L, where h is the binary entropy.',
  source: 'derived in docs/beyond.md, by the chain rule and Fano’s inequality',
  expected: 'holds',
  methods: [
    everyModel({ domain: (effort) => DOMAIN[effort] }),
    everyMachine(),
    everyCodebook(),
    everyPartition(),
    searchedMachines(),
    familyMembers(),
    tunedMembers(),
  ],
  controls: [
    control({
      name: 'one-state-too-few',
      breaks: 'machines declare one state fewer than they have',
      method: everyModel({ domain: small, change: withStateLeftOutOfMany }),
    }),
    control({
      name: 'hidden-letter',
      breaks: 'registers of L letters declare L − 1 of them',
      method: everyModel({ domain: small, change: hiding }),
    }),
    control({
      name: 'without-entropy',
      breaks: 'the bound is claimed without h(δ): log2 D − δ log2(D − 1) ≤ log2|S|/L',
      method: everyModel({ domain: small, statement: withoutEntropy }),
    }),
    control({
      name: 'first-half',
      breaks: 'only the first half of each answer is looked at',
      method: everyModel({ domain: small, measure: firstHalf }),
    }),
    control({
      name: 'peeking',
      breaks: 'the letter to be predicted is fed before the prediction is read',
      method: everyModel({ domain: small, measure: peeking }),
    }),
    control({
      name: 'every-machine-one-state-too-few',
      breaks: 'the bound for |S| − 1 states is claimed, for every tiny machine',
      method: everyMachine(withOneStateLess, [
        { alphabetSize: 2, states: 2, length: 1 },
        { alphabetSize: 2, states: 2, length: 2 },
      ]),
    }),
    control({
      name: 'codebooks-one-state-too-few',
      breaks: 'the bound for |S| − 1 answers is claimed',
      method: everyCodebook(withOneStateLess, CONTROL_ENCODINGS),
    }),
    control({
      name: 'partitions-one-state-too-few',
      breaks: 'the bound for |S| − 1 classes is claimed',
      method: everyPartition(withOneStateLess, CONTROL_ENCODINGS),
    }),
    control({
      name: 'searched-half-the-states',
      breaks: 'the bound for half of the states is claimed, for the machines that the search finds',
      method: searchedMachines(withHalfTheStates),
    }),
    control({
      name: 'members-one-state-too-few',
      breaks: 'the bound for one state fewer than are used is claimed, for members of the family',
      method: familyMembers({ domain: fewMembers, statement: withOneStateLess }),
    }),
    control({
      name: 'hybrid-cache-not-counted',
      breaks: 'hybrids count the bits of their recurrent layer, and not the cache of their attention',
      method: familyMembers({ domain: fewMembers, changeWritten: cacheNotCounted }),
    }),
    control({
      name: 'tuned-half-the-states',
      breaks: 'the bound for half of the states is claimed, for tuned members',
      method: tunedMembers({ tuning: littleTuning, statement: withHalfTheStates }),
    }),
    control({
      name: 'tuned-rounded-when-written',
      breaks: 'tuned members keep a binary32 state and round it only where it is written out and counted',
      method: tunedMembers({ tuning: littleTuning, make: roundedOnlyWhenWritten }),
    }),
  ],
});

function withStateLeftOutOfMany(run: MachineRun): MachineRun {
  return run.machine.states > 1n ? withStateLeftOut(run) : run;
}
