/** Both ways of running a model on random strings: the construction, and random automata. */
import { type Effort, type Method, type Share, sampled } from '@verbatim/evidence';
import {
  teacherForcedCopy as forceMachine,
  generateCopy as generateWithMachine,
  randomAutomaton,
} from '@verbatim/gssm';
import { copyingTransformer, copyRunner, float64, generateCopy, teacherForcedCopy } from '@verbatim/transformer';
import * as fc from 'fast-check';
import {
  type LargestStrings,
  type RandomString,
  randomStrings,
  randomStringsInWords,
  STRING_SHARES,
} from '../../common/random-strings.js';
import { firstWrong, type Outcome, outcomeComparison } from './outcome.js';

const LIMIT = 0.05;
const DRAWS: Record<Effort, number> = { quick: 280, standard: 5_000, deep: 20_000 };
const LONGEST: Record<Effort, number> = { quick: 30, standard: 60, deep: 120 };

const largest = (effort: Effort): LargestStrings => ({ alphabetSize: 33, ngram: 6, length: LONGEST[effort] });

function outcomeOfTransformer({ alphabetSize, ngram, letters }: RandomString): Outcome {
  const runner = copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength: letters.length }), float64());
  return {
    model: `T(n), n = ${ngram}`,
    alphabetSize,
    letters: Array.from(letters),
    forced: Array.from(teacherForcedCopy(runner, letters)),
    generated: Array.from(generateCopy(runner, letters)),
  };
}

/**
 * The construction on random strings. Nothing is decided when too few of a kind are drawn: see {@link STRING_SHARES}.
 *
 * @param strings - the distribution, by default the one that the domain states.
 */
export function randomTransformerStrings(
  strings = (effort: Effort): fc.Arbitrary<RandomString> => randomStrings(undefined, largest(effort)),
): Method {
  return sampled<RandomString>({
    name: 'random-strings',
    domain: (effort) =>
      `T(n) in f64 on random strings: ${randomStringsInWords(largest(effort))}; at most ${LIMIT} of the strings may fail`,
    draws: (effort) => DRAWS[effort],
    arbitrary: strings,
    holds: (drawn) => outcomeComparison.holds(outcomeOfTransformer(drawn)),
    describe: (drawn) => outcomeComparison.describe(outcomeOfTransformer(drawn)),
    explain: (drawn) => outcomeComparison.explain(outcomeOfTransformer(drawn)),
    limit: LIMIT,
    shares: STRING_SHARES,
  });
}

/** An automaton, and the string that it is run on. */
export interface AutomatonCase {
  readonly alphabetSize: number;
  readonly states: number;
  readonly machineSeed: number;
  readonly letters: readonly number[];
}

function outcomeOfAutomaton({ alphabetSize, states, machineSeed, letters }: AutomatonCase): Outcome {
  const machine = randomAutomaton(alphabetSize, states, machineSeed);
  return {
    model: `random automaton with ${states} states and seed ${machineSeed}`,
    alphabetSize,
    letters,
    forced: Array.from(forceMachine(machine, letters)),
    generated: Array.from(generateWithMachine(machine, letters)),
  };
}

/** The place of the first letter that teacher forcing gets wrong; −1 when there is none. */
function firstWrongOf(drawn: AutomatonCase): number {
  const { letters, forced } = outcomeOfAutomaton(drawn);
  return firstWrong(letters, forced);
}

/** Of the draws 8 % copy their string, and 28 % get a later letter wrong first: at least a quarter of that is asked for. */
const AUTOMATON_SHARES: readonly Share<AutomatonCase>[] = [
  { name: 'copied string', has: (drawn) => firstWrongOf(drawn) < 0, least: 0.02 },
  { name: 'first letter right and another wrong', has: (drawn) => firstWrongOf(drawn) > 0, least: 0.07 },
];

/** Automata with 1 to 16 states, on strings of any of their letters. */
export function automatonCases(): fc.Arbitrary<AutomatonCase> {
  return fc
    .record({
      alphabetSize: fc.integer({ min: 2, max: 4 }),
      states: fc.integer({ min: 1, max: 16 }),
      machineSeed: fc.nat(),
      length: fc.integer({ min: 1, max: 8 }),
    })
    .chain(({ length, ...machine }) =>
      fc
        .array(fc.nat({ max: machine.alphabetSize - 1 }), { minLength: length, maxLength: length })
        .map((letters) => ({ ...machine, letters })),
    );
}

/**
 * Random automata on random strings.
 *
 * @param drawn - the distribution, by default the one that the domain states.
 */
export function randomAutomata(drawn: fc.Arbitrary<AutomatonCase> = automatonCases()): Method {
  return sampled<AutomatonCase>({
    name: 'random-automata',
    domain: `random automata with D from 2 to 4 and 1 to 16 states, on random strings with L from 1 to 8, all uniform; at most ${LIMIT} of them may fail`,
    draws: (effort) => DRAWS[effort],
    arbitrary: () => drawn,
    holds: (c) => outcomeComparison.holds(outcomeOfAutomaton(c)),
    describe: (c) => outcomeComparison.describe(outcomeOfAutomaton(c)),
    explain: (c) => outcomeComparison.explain(outcomeOfAutomaton(c)),
    limit: LIMIT,
    shares: AUTOMATON_SHARES,
  });
}
