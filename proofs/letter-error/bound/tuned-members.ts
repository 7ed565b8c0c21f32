/** Members of the family whose weights are tuned to copy letters: a search that pushes against the bound. */
import type { Effort, Method } from '@verbatim/evidence';
import {
  type FamilyModel,
  familyMachine,
  type LetterMode,
  obeysLetterBound,
  type StackMachine,
  type Weights,
} from '@verbatim/gssm';
import { randomSource } from '@verbatim/tasks';
import type { StringSize } from '../../common/gssm-machines.js';
import { searchMethod } from '../../common/search-method.js';
import { ClosestMachines, type Measured, measured } from './closest.js';
import { memberSizesInWords } from './family-members.js';
import { drawnWeights, MEMBER_SIZES, type MemberSize, memberModels } from './family-models.js';
import { BOUND_WORDS, LETTER_MODES, type LetterStatement } from './letter-count.js';

/** How a machine is made of a model and its weights: as it is, or made wrong for a control. */
export type MakeMember = (model: FamilyModel, weights: Weights) => StackMachine;

/** What is tuned, for which strings, and for how long. */
export interface Tuning {
  readonly memberSizes: readonly MemberSize[];
  readonly formats: readonly string[];
  readonly stringSizes: readonly StringSize[];
  /** Changes of one weight. */
  readonly steps: number;
}

const sizes = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([alphabetSize, length]) => ({ alphabetSize, length }));

const TUNING: Record<Effort, Tuning> = {
  quick: { memberSizes: ['wide'], formats: ['fixed2.0'], stringSizes: sizes([2, 3]), steps: 60 },
  standard: {
    memberSizes: ['least', 'wide'],
    formats: ['fixed2.0', 'fixed3.1'],
    stringSizes: sizes([2, 4], [3, 2]),
    steps: 150,
  },
  deep: {
    memberSizes: MEMBER_SIZES,
    formats: ['fixed2.0', 'fixed3.1'],
    stringSizes: sizes([2, 3], [2, 4], [2, 5], [3, 2], [3, 3], [4, 2]),
    steps: 250,
  },
};

/** Drawn weights are multiplied by this at the start; new ones lie within one of its powers. */
const GAIN = 4;
const EXPONENTS = [-1, 0, 1, 2] as const;

/** Every machine that a search visits: one weight after the other is drawn anew, and kept if no more letters are wrong. */
function* visited(
  model: FamilyModel,
  length: number,
  mode: LetterMode,
  steps: number,
  seed: number,
  make: MakeMember,
): Generator<Measured> {
  const { member, hyperparameters, format, alphabetSize } = model;
  const names = [member, ...Object.values(hyperparameters), format, mode, alphabetSize, length];
  const random = randomSource(seed, 'tuned-members', ...names);
  const weights = drawnWeights(model, seed, GAIN);
  const tensors = Array.from(weights.values(), ({ values }) => values);
  const places = tensors.flatMap((values) => Array.from(values, (_, at) => ({ values, at })));
  const run = (step: number): Measured =>
    measured(make(model, weights), `tuned from seed ${seed} by ${step} changes`, length, mode);
  let best = run(0);
  yield best;
  for (let step = 1; step <= steps; step++) {
    const { values, at } = places[random.integer(0, places.length - 1)]!;
    const before = values[at]!;
    const exponent = EXPONENTS[random.integer(0, EXPONENTS.length - 1)]!;
    values[at] = (2 * random.real() - 1) * GAIN ** exponent;
    const now = run(step);
    yield now;
    if (now.error.wrong <= best.error.wrong) best = now;
    else values[at] = before;
  }
}

/**
 * Tunes the weights of every member by a local search, and holds each machine that it visits to the bound, for all states and
 * for those that are used. The evidence has the closest of each member.
 */
export function tunedMembers(
  options: {
    readonly tuning?: (effort: Effort) => Tuning;
    readonly statement?: LetterStatement;
    readonly make?: MakeMember;
  } = {},
): Method {
  const { tuning = (effort) => TUNING[effort], statement = obeysLetterBound, make = familyMachine } = options;
  return searchMethod({
    method: 'exact',
    name: 'tuned-members',
    seeded: true,
    async search({ effort, seed }, failures, pacer) {
      const { memberSizes, formats, stringSizes, steps } = tuning(effort);
      const closest = new ClosestMachines(statement, failures);
      const models = memberModels(memberSizes, formats);
      const all = models.length * stringSizes.length * LETTER_MODES.length * (steps + 1);
      for (const one of models) {
        for (const { alphabetSize, length } of stringSizes) {
          for (const mode of LETTER_MODES) {
            for (const found of visited({ ...one, alphabetSize }, length, mode, steps, seed, make)) {
              closest.add(one.member, found);
              if (pacer.due()) await pacer.pause(closest.cases, all);
            }
          }
        }
      }
      return {
        domain:
          `machines that a local search visits for every member of the family ${memberSizesInWords(memberSizes)}, its state in ` +
          `${formats.join(', ')}, from drawn weights, ${steps} changes of one weight each, kept if no more letters are wrong, for (D, L) = ` +
          `${stringSizes.map(({ alphabetSize, length }) => `(${alphabetSize}, ${length})`).join(', ')}, autoregressive and teacher-forced; ` +
          `each is run on all D^L strings: ${BOUND_WORDS}, for all |S| states and again for those alone that are used`,
        cases: closest.cases,
        rows: closest.rows(),
      };
    },
  });
}
