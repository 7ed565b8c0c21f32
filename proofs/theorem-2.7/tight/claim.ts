import { claim, control, type Effort } from '@verbatim/evidence';
import { prefixMachine, registerMachine, windowMachine } from '@verbatim/gssm';
import { hidesALetter, withoutRotation, withStateLeftOut } from '../../common/gssm-broken-machines.js';
import { CONTROL_STRINGS, MAX_STRINGS, MAX_STRINGS_AT_COPY } from '../../common/gssm-domains.js';
import { type BuildRegister, onRegisterStrings } from '../../common/gssm-register-strings.js';
import { everyRegister, statesCounted } from './every-register.js';
import { NEARLY_PERIODIC_SHARES, nearlyPeriodic, nearlyPeriodicInWords } from './nearly-periodic.js';

const MAX_LENGTH: Record<Effort, number> = { quick: 60, standard: 120, deep: 240 };

const small = () => CONTROL_STRINGS;

const oneLetterLess: BuildRegister = (alphabetSize, length, kept) =>
  registerMachine(alphabetSize, length, Math.max(kept - 1, 0));

const oneStateLess: BuildRegister = (alphabetSize, length, kept) =>
  withStateLeftOut({ machine: registerMachine(alphabetSize, length, kept), length }).machine;

const unrotated: BuildRegister = (alphabetSize, length, kept) =>
  withoutRotation(registerMachine(alphabetSize, length, kept));

const hiding: BuildRegister = (alphabetSize, length, kept) => hidesALetter(alphabetSize, length, Math.max(kept, 1));

const randomStrings = (build: BuildRegister) =>
  onRegisterStrings({
    build,
    words: (effort) => nearlyPeriodicInWords(MAX_LENGTH[effort]),
    arbitrary: (effort) => nearlyPeriodic(MAX_LENGTH[effort]),
    shares: NEARLY_PERIODIC_SHARES,
  });

/** The bound of Theorem 2.7 is met. */
export const theorem27Tight = claim({
  id: 'theorem-2.7/tight',
  statement:
    'For all D and L and every k from 0 to L there is a generalised state space model with exactly D^k states and err = 1 − D^k/D^L on uniform ' +
    'strings of L letters: a cyclic register of k letters, which copies exactly the strings with period k (for k = 0: one constant string).',
  source: 'derived in docs/theory.md: the bound of Theorem 2.7 (arXiv 2402.01032) with equality',
  expected: 'holds',
  methods: [
    everyRegister(registerMachine, (effort) => MAX_STRINGS[effort]),
    statesCounted(registerMachine, (effort) => MAX_STRINGS_AT_COPY[effort]),
    randomStrings(registerMachine),
  ],
  controls: [
    control({
      name: 'k-one-too-small',
      breaks: 'the register holds k − 1 letters and is claimed to have D^k states',
      method: everyRegister(oneLetterLess, small),
    }),
    control({
      name: 'no-rotation',
      breaks: 'COPY does not rotate the register, so that it starts in the wrong place unless k divides L',
      method: everyRegister(unrotated, small),
    }),
    control({
      name: 'prefix-machine',
      breaks: 'a prefix machine, which copies D^k strings but not the k-periodic ones',
      method: everyRegister(prefixMachine, small),
    }),
    control({
      name: 'window-machine',
      breaks: 'a window machine, which says the end of the string first',
      method: everyRegister(windowMachine, small),
    }),
    control({
      name: 'prefix-states',
      breaks: 'a prefix machine, which has more than D^k states',
      method: statesCounted(prefixMachine, small),
    }),
    control({
      name: 'one-state-too-few',
      breaks: 'registers declare one state fewer than they have',
      method: statesCounted(oneStateLess, small),
    }),
    control({
      name: 'hidden-letter',
      breaks: 'registers of k letters declare and encode only k − 1 of them',
      method: statesCounted(hiding, small),
    }),
    control({
      name: 'random-no-rotation',
      breaks: 'COPY does not rotate the register, on random strings',
      method: randomStrings(unrotated),
    }),
    control({
      name: 'random-k-one-too-small',
      breaks: 'the register holds k − 1 letters, on random strings',
      method: randomStrings(oneLetterLess),
    }),
  ],
});
