/** Members of the family with drawn weights, and machines with written-down ones, on every string against the letter bound. */
import type { Effort, Method } from '@verbatim/evidence';
import { familyMachine, type Gssm, obeysLetterBound, type StackMachine } from '@verbatim/gssm';
import { stringSizes, stringSizesInWords } from '../../common/gssm-machines.js';
import { searchMethod } from '../../common/search-method.js';
import { ClosestMachines, measured } from './closest.js';
import { drawnWeights, MEMBER_SIZES, type MemberSize, memberModels, writtenModels } from './family-models.js';
import { BOUND_WORDS, LETTER_MODES, type LetterStatement } from './letter-count.js';
import { statesUsed } from './states-used.js';

/** What is drawn, and the largest D^L. */
export interface MembersDomain {
  readonly maxStrings: number;
  readonly sizes: readonly MemberSize[];
  readonly formats: readonly string[];
  readonly gains: readonly number[];
  readonly seeds: number;
}

const DOMAIN: Record<Effort, MembersDomain> = {
  quick: { maxStrings: 16, sizes: ['least', 'wide'], formats: ['fixed2.0', 'int4'], gains: [8], seeds: 1 },
  standard: {
    maxStrings: 64,
    sizes: MEMBER_SIZES,
    formats: ['fixed2.0', 'fixed3.1', 'int4'],
    gains: [2, 8],
    seeds: 2,
  },
  deep: {
    maxStrings: 256,
    sizes: MEMBER_SIZES,
    formats: ['fixed2.0', 'fixed3.1', 'fixed4.2', 'int4', 'int8'],
    gains: [2, 8],
    seeds: 3,
  },
};

/** The sizes of members in words. */
export function memberSizesInWords(sizes: readonly MemberSize[]): string {
  const words = {
    least: 'with the least hyper-parameters (a window of 2)',
    wide: 'with width 2',
    larger: 'with width 3 and all else one step larger',
  };
  return sizes.map((size) => words[size]).join(', ');
}

/**
 * Every member with weights from several seeds, and every register and hybrid with written-down weights, in both modes: δ obeys
 * the bound for all |S| states, and for those that are used. The evidence has the closest of each.
 */
export function familyMembers(
  options: {
    readonly domain?: (effort: Effort) => MembersDomain;
    readonly statement?: LetterStatement;
    /** Made of every machine with written-down weights; for controls. */
    readonly changeWritten?: (machine: StackMachine) => StackMachine;
  } = {},
): Method {
  const {
    domain = (effort) => DOMAIN[effort],
    statement = obeysLetterBound,
    changeWritten = (machine) => machine,
  } = options;
  return searchMethod({
    method: 'exact',
    name: 'family-members',
    seeded: true,
    async search(context, failures, pacer) {
      const { maxStrings, sizes, formats, gains, seeds } = domain(context.effort);
      const closest = new ClosestMachines(statement, failures);
      const run = async (group: string, machine: Gssm<unknown>, weights: string, length: number) => {
        const used = statesUsed(machine, length);
        for (const mode of LETTER_MODES) closest.add(group, measured(machine, weights, length, mode, used));
        if (pacer.due()) await pacer.pause(closest.cases, null);
      };
      const models = memberModels(sizes, formats);
      for (const size of stringSizes(maxStrings)) {
        const { alphabetSize, length } = size;
        for (const model of models.map((one) => ({ ...one, alphabetSize }))) {
          for (let seed = context.seed; seed < context.seed + seeds; seed++) {
            for (const gain of gains) {
              const machine = familyMachine(model, drawnWeights(model, seed, gain));
              await run(model.member, machine, `drawn from seed ${seed}, times ${gain}`, length);
            }
          }
        }
        for (const [name, written] of writtenModels(size)) {
          await run(name, changeWritten(written), 'written down', length);
        }
      }
      return {
        domain:
          `every member of the family ${memberSizesInWords(sizes)}, its state in ${formats.join(', ')}, weights of ${seeds} seeds times ` +
          `${gains.join(' and ')}; the registers with written-down weights, of 1 to L slots, and the hybrid with all numbers of bits of its ` +
          `counters; ${stringSizesInWords(maxStrings)}; the wrong letters of all D^L answers are counted, autoregressive and teacher-forced: ` +
          `${BOUND_WORDS}, for all |S| states that the bits of a state allow, and again for those alone that the D^L strings leave after COPY`,
        cases: closest.cases,
        rows: closest.rows(),
      };
    },
  });
}
