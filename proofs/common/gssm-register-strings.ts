/** Which strings a register copies, checked on random strings far too long to list them all. */
import { drawsForLimit, type Effort, type Method, type Share, sampled } from '@verbatim/evidence';
import { type Gssm, generateCopy } from '@verbatim/gssm';
import type { Letters } from '@verbatim/tasks';
import type * as fc from 'fast-check';
import { SHORT_STRINGS } from './random-strings.js';

/** Whether every letter is the one k places before it; with k = 0, whether every letter is 0. */
export function hasPeriod(letters: Letters, k: number): boolean {
  for (let i = 0; i < letters.length; i++) {
    const wanted = k === 0 ? 0 : letters[i < k ? i : i - k];
    if (letters[i] !== wanted) return false;
  }
  return true;
}

/** Whether the machine says the string back. */
export function copies(machine: Gssm<unknown>, letters: Letters): boolean {
  const said = generateCopy(machine, letters);
  return said.every((letter, i) => letter === letters[i]);
}

/** A string, and how many letters are to be kept of it. */
export interface RegisterString {
  readonly alphabetSize: number;
  readonly kept: number;
  readonly letters: readonly number[];
}

/** How a register is made from D, L and k. */
export type BuildRegister = (alphabetSize: number, length: number, kept: number) => Gssm<unknown>;

/** Strings that are copied and strings that are not, and short ones: of each at most a third of what both distributions have. */
const REGISTER_SHARES: readonly Share<RegisterString>[] = [
  { name: 'period k', has: ({ letters, kept }) => hasPeriod(letters, kept), least: 0.15 },
  { name: 'not period k', has: ({ letters, kept }) => !hasPeriod(letters, kept), least: 0.1 },
  { ...SHORT_STRINGS, least: 0.01 },
];

const LIMIT: Record<Effort, number> = { quick: 0.01, standard: 0.001, deep: 0.0001 };

/**
 * The register of D^k states copies a drawn string if and only if that has period k. Nothing is decided when too few of a kind
 * are drawn: see {@link REGISTER_SHARES}.
 */
export function onRegisterStrings(options: {
  readonly build: BuildRegister;
  /** The distribution, in words. */
  readonly words: (effort: Effort) => string;
  readonly arbitrary: (effort: Effort) => fc.Arbitrary<RegisterString>;
  /** Kinds of strings beside those of every register. */
  readonly shares?: readonly Share<RegisterString>[];
}): Method {
  const { build, words, arbitrary, shares = [] } = options;
  const answer = ({ alphabetSize, kept, letters }: RegisterString) => {
    const machine = build(alphabetSize, letters.length, kept);
    return {
      states: machine.states,
      wantedStates: BigInt(alphabetSize) ** BigInt(kept),
      copied: copies(machine, letters),
      periodic: hasPeriod(letters, kept),
    };
  };
  return {
    method: 'sampled',
    name: 'random-strings',
    run(context) {
      const limit = LIMIT[context.effort];
      return sampled<RegisterString>({
        name: 'random-strings',
        domain:
          `${words(context.effort)}; the register of k letters has D^k states and copies the string if and only if it has period k; ` +
          `at most ${limit} of the strings may fail`,
        draws: () => drawsForLimit(limit),
        arbitrary,
        holds: (drawn) => {
          const { states, wantedStates, copied, periodic } = answer(drawn);
          return states === wantedStates && copied === periodic;
        },
        describe: ({ alphabetSize, kept, letters }) => ({ alphabetSize, kept, letters }),
        explain: (drawn) => {
          const { states, wantedStates, copied, periodic } = answer(drawn);
          return (
            `The machine has ${states} states, and D^k = ${wantedStates}; it ${copied ? 'copies' : 'does not copy'} the string, which ` +
            `${periodic ? 'has' : 'does not have'} period ${drawn.kept}.`
          );
        },
        limit,
        shares: [...REGISTER_SHARES, ...shares],
      }).run(context);
    },
  };
}
