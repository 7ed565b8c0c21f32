/** Random strings, of which half are read off the cycle and half differ from such a string in one letter. */
import { drawsForLimit, type Effort, type Method, sampled } from '@verbatim/evidence';
import { machineOfTable, windowCycle, windowLength } from '@verbatim/gssm';
import * as fc from 'fast-check';
import { copies } from '../../common/gssm-register-strings.js';
import type { BuildTable } from './built-table.js';

const MAX_ALPHABET_SIZE = 5;
const MAX_STATES = 40;
const MAX_LENGTH = 30;
const LIMIT: Record<Effort, number> = { quick: 0.01, standard: 0.001, deep: 0.0001 };

interface CycleString {
  readonly alphabetSize: number;
  readonly states: number;
  readonly letters: readonly number[];
}

/** `windowCycle`, made once for each D and s: many strings are drawn from each. */
const cycleOf = (() => {
  const made = new Map<number, Uint32Array>();
  return (alphabetSize: number, states: number): Uint32Array => {
    const key = alphabetSize * (MAX_STATES + 1) + states;
    const cycle = made.get(key) ?? windowCycle(alphabetSize, states);
    made.set(key, cycle);
    return cycle;
  };
})();

const drawn: fc.Arbitrary<CycleString> = fc
  .record({
    alphabetSize: fc.integer({ min: 2, max: MAX_ALPHABET_SIZE }),
    states: fc.integer({ min: 1, max: MAX_STATES }),
  })
  .chain(({ alphabetSize, states }) =>
    fc
      .record({
        length: fc.integer({ min: Math.max(1, windowLength(alphabetSize, states)), max: MAX_LENGTH }),
        first: fc.integer({ min: 0, max: states - 1 }),
        replaced: fc.boolean(),
        place: fc.nat(),
        shift: fc.integer({ min: 1, max: alphabetSize - 1 }),
      })
      .map(({ length, first, replaced, place, shift }) => {
        const cycle = cycleOf(alphabetSize, states);
        const letters = Array.from({ length }, (_, i) => cycle[(first + i) % states]!);
        if (replaced) letters[place % length] = (letters[place % length]! + shift) % alphabetSize;
        return { alphabetSize, states, letters };
      }),
  );

/** Whether the letters are read off the cycle from some place. */
function isOnCycle({ alphabetSize, states, letters }: CycleString): boolean {
  const cycle = cycleOf(alphabetSize, states);
  return Array.from(cycle, (_, first) => first).some((first) =>
    letters.every((letter, i) => letter === cycle[(first + i) % states]),
  );
}

/** The machine for s copies a drawn string if and only if it is read off the cycle of s letters. */
export function cycleStrings(build: BuildTable): Method {
  const answer = (c: CycleString) => {
    const table = build(c.alphabetSize, c.letters.length, c.states);
    return { states: table.states, copied: copies(machineOfTable(table), c.letters), onCycle: isOnCycle(c) };
  };
  return {
    method: 'sampled',
    name: 'random-strings',
    run(context) {
      const limit = LIMIT[context.effort];
      return sampled<CycleString>({
        name: 'random-strings',
        domain:
          `D uniform from 2 to ${MAX_ALPHABET_SIZE}, s from 1 to ${MAX_STATES}, L from ⌈log_D s⌉ to ${MAX_LENGTH}; L letters of the cycle from a uniform ` +
          'place on, and in half of the strings one letter replaced by another; the machine has s states and copies the string if ' +
          `and only if it is on the cycle; at most ${limit} of the strings may fail`,
        draws: () => drawsForLimit(limit),
        arbitrary: () => drawn,
        holds: (c) => {
          const { states, copied, onCycle } = answer(c);
          return states === c.states && copied === onCycle;
        },
        describe: ({ alphabetSize, states, letters }) => ({ alphabetSize, states, letters }),
        explain: (c) => {
          const { states, copied, onCycle } = answer(c);
          return (
            `The machine has ${states} states; it ${copied ? 'copies' : 'does not copy'} the string, which is ${onCycle ? '' : 'not '}on the ` +
            `cycle of ${c.states} letters.`
          );
        },
        limit,
      }).run(context);
    },
  };
}
