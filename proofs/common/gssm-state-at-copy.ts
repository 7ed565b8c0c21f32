/** The argument of Theorem 2.7, step by step: the state after COPY decides all that is said. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { type Gssm, generateCopy } from '@verbatim/gssm';
import { type Letters, stringsOf } from '@verbatim/tasks';
import { describeRun, type MachineRun } from './gssm-machines.js';

/** What a machine's states after `BOS x COPY`, written out by `encode`, look like over all strings x. */
export interface StatesAtCopy {
  /** How many different states there are. */
  readonly distinct: number;
  /** Every one of them is a number below |S|. */
  readonly numbered: boolean;
  /** Strings that lead to the same state are answered alike. */
  readonly decisive: boolean;
  /** How many strings are copied. */
  readonly copied: number;
  /** The most strings copied from one state. */
  readonly mostFromOneState: number;
}

function stateAtCopy(machine: Gssm<unknown>, letters: Letters): bigint {
  const bos = machine.alphabetSize;
  let state = machine.start;
  for (const token of [bos, ...Array.from(letters), bos + 1]) state = machine.update(state, token);
  return machine.encode(state).reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}

/** Runs all D^L strings and sorts them by the state that they leave. */
export function statesAtCopy({ machine, length }: MachineRun): StatesAtCopy {
  const seen = new Map<bigint, { readonly answer: string; copied: number }>();
  let decisive = true;
  let copied = 0;
  for (const letters of stringsOf(machine.alphabetSize, length)) {
    const number = stateAtCopy(machine, letters);
    const answer = generateCopy(machine, letters).join();
    let state = seen.get(number);
    if (state === undefined) {
      state = { answer, copied: 0 };
      seen.set(number, state);
    } else if (state.answer !== answer) {
      decisive = false;
    }
    if (answer === letters.join()) {
      state.copied++;
      copied++;
    }
  }
  return {
    distinct: seen.size,
    numbered: [...seen.keys()].every((number) => number < machine.states),
    decisive,
    copied,
    mostFromOneState: Math.max(...[...seen.values()].map((state) => state.copied)),
  };
}

/** The steps of the argument that a machine does not take, in words: none if the argument is sound. */
export function brokenSteps(run: MachineRun): string[] {
  const { distinct, numbered, decisive, copied, mostFromOneState } = statesAtCopy(run);
  const { states } = run.machine;
  const steps = {
    'a state is written as a number that is not below |S|': !numbered,
    'two strings leave the same state and are answered differently': !decisive,
    [`${mostFromOneState} strings are copied from one state`]: mostFromOneState > 1,
    [`${copied} strings are copied from ${distinct} states`]: copied > distinct,
    [`${distinct} states are found after COPY and |S| = ${states}`]: BigInt(distinct) > states,
  };
  return Object.keys(steps).filter((words) => steps[words]);
}

/** Follows the argument on each machine, counting states by what `encode` writes. */
export function onStatesAtCopy(options: {
  readonly domain: (effort: Effort) => string;
  readonly machines: (effort: Effort) => Iterable<MachineRun>;
  readonly size?: (effort: Effort) => number;
}): Method {
  const { domain, machines, size } = options;
  return exact<MachineRun>({
    name: 'states-at-copy',
    domain: (effort) =>
      `${domain(effort)}; all D^L strings are run, and what encode writes after BOS x COPY is compared: at most one string is ` +
      'copied from each state, so that copied ≤ states after COPY ≤ |S|',
    cases: machines,
    ...(size && { size }),
    holds: (run) => brokenSteps(run).length === 0,
    describe: describeRun,
    explain: (run) => `${run.machine.name}: ${brokenSteps(run).join('; ')}.`,
  });
}
