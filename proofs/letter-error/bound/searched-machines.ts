/** Machines found by local search, and how close they and the written-down ones come to the line. */
import type { Effort, Method, MethodContext, Pacer } from '@verbatim/evidence';
import {
  cycleMachine,
  type Gssm,
  type LetterMode,
  leastLetterError,
  letterError,
  type MachineTable,
  obeysLetterBound,
  prefixMachine,
  registerMachine,
  tableMachine,
  windowMachine,
} from '@verbatim/gssm';
import { randomSource } from '@verbatim/tasks';
import type { MachineSize } from '../../common/gssm-machine-sizes.js';
import { searchMethod } from '../../common/search-method.js';
import { FlatMachine } from './flat-machine.js';
import {
  BOUND_WORDS,
  errorNumber,
  errorText,
  LETTER_MODES,
  type LetterStatement,
  letterFailure,
  rounded,
} from './letter-count.js';

interface Search {
  /** Machines visited from each start. */
  readonly steps: number;
  readonly randomStarts: number;
  readonly sizes: readonly MachineSize[];
}

const sizes = (alphabetSize: number, length: number, ...states: number[]) =>
  states.map((count) => ({ alphabetSize, states: count, length }));

const SEARCH: Record<Effort, Search> = {
  quick: { steps: 400, randomStarts: 1, sizes: [...sizes(2, 4, 2, 4, 8), ...sizes(3, 3, 3, 9)] },
  standard: {
    steps: 6000,
    randomStarts: 3,
    sizes: [
      ...sizes(2, 4, 2, 3, 4, 6, 8, 12),
      ...sizes(2, 6, 2, 4, 8, 16, 32),
      ...sizes(3, 4, 3, 9, 27),
      ...sizes(4, 3, 4, 16),
    ],
  },
  deep: {
    steps: 40_000,
    randomStarts: 6,
    sizes: [
      ...sizes(2, 4, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14),
      ...sizes(2, 6, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48),
      ...sizes(2, 8, 2, 4, 8, 16, 32, 64, 128),
      ...sizes(3, 4, 3, 6, 9, 18, 27, 54),
      ...sizes(4, 3, 4, 8, 16, 32),
      ...sizes(5, 3, 5, 25),
    ],
  },
};

interface Found {
  readonly table: MachineTable;
  readonly wrong: number;
}

/**
 * Changes one entry after the other at random, and keeps what is no worse. Starts from the machine that copies most strings, and
 * from random ones.
 */
async function search(
  { alphabetSize, states, length }: MachineSize,
  mode: LetterMode,
  { steps, randomStarts }: Search,
  context: MethodContext,
  pacer: Pacer,
): Promise<Found> {
  const random = randomSource(context.seed, 'letter-search', mode, alphabetSize, states, length);
  let best: Found | undefined;
  for (let start = 0; start <= randomStarts; start++) {
    const machine =
      start === 0
        ? FlatMachine.of(cycleMachine(alphabetSize, length, states))
        : FlatMachine.random(alphabetSize, states, (values) => random.integer(0, values - 1));
    let wrong = machine.wrongLetters(length, mode);
    for (let step = 0; step < steps; step++) {
      const entry = random.integer(0, machine.entries.length - 1);
      const before = machine.entries[entry]!;
      machine.entries[entry] = random.integer(0, machine.valuesOf(entry) - 1);
      const now = machine.wrongLetters(length, mode);
      if (now <= wrong) wrong = now;
      else machine.entries[entry] = before;
      if (pacer.due()) await pacer.pause(step, null);
    }
    if (best === undefined || wrong < best.wrong) best = { table: machine.table(), wrong };
  }
  return best!;
}

const WRITTEN_DOWN: readonly (readonly [name: string, build: (D: number, L: number, kept: number) => Gssm<unknown>])[] =
  [
    ['prefix', prefixMachine],
    ['register', registerMachine],
    ['window', windowMachine],
  ];

/** The letter errors of the written-down machines that keep as many letters as so many states allow. */
function writtenDown({ alphabetSize, states, length }: MachineSize, mode: LetterMode) {
  const errorOf = (machine: Gssm<unknown>) => rounded(errorNumber(letterError(machine, length, mode)));
  const errors = WRITTEN_DOWN.map(([name, build]) => {
    let kept = 0;
    while (kept < length && build(alphabetSize, length, kept + 1).states <= BigInt(states)) kept++;
    return [name, errorOf(build(alphabetSize, length, kept))] as const;
  });
  return { ...Object.fromEntries(errors), cycle: errorOf(tableMachine(cycleMachine(alphabetSize, length, states))) };
}

/**
 * Searches machines of each size in both modes. The best is run again on every string, by code that the search does not use, and
 * compared with the bound; those that the search passed over are worse, and the bound is met the more easily the larger δ is.
 */
export function searchedMachines(statement: LetterStatement = obeysLetterBound): Method {
  return searchMethod({
    method: 'exact',
    name: 'searched-machines',
    seeded: true,
    async search(context, failures, pacer) {
      const wanted = SEARCH[context.effort];
      const rows = [];
      for (const size of wanted.sizes) {
        for (const mode of LETTER_MODES) {
          const { alphabetSize, states, length } = size;
          const { table, wrong } = await search(size, mode, wanted, context, pacer);
          const error = letterError(tableMachine(table), length, mode);
          if (error.wrong !== BigInt(wrong))
            throw new Error(`the machine has ${error.wrong} letters wrong, not ${wrong}`);
          const boundSizes = { alphabetSize, length, states: BigInt(states) };
          if (!statement(boundSizes, error)) {
            failures.add(1, {
              case: { mode, length, machine: table },
              explanation: letterFailure('The machine', boundSizes, error),
            });
          }
          rows.push({
            mode,
            alphabetSize,
            length,
            states,
            line: rounded(leastLetterError(boundSizes)),
            searched: rounded(errorNumber(error)),
            searchedExactly: errorText(error),
            ...writtenDown(size, mode),
          });
        }
      }
      return {
        domain:
          `machines that a local search visits, from the machine that copies most strings and from ${wanted.randomStarts} random ones, ` +
          `${wanted.steps} changes from each, for (D, |S|, L) = ` +
          `${wanted.sizes.map(({ alphabetSize, states, length }) => `(${alphabetSize}, ${states}, ${length})`).join(', ')}, autoregressive and ` +
          `teacher-forced; the best is run on all D^L strings: ${BOUND_WORDS}`,
        cases: wanted.sizes.length * LETTER_MODES.length * (wanted.randomStarts + 1) * (wanted.steps + 1),
        rows,
      };
    },
  });
}
