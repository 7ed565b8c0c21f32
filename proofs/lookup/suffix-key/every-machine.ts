/** Every machine with fewer states than the tables need, on every query: each errs somewhere. */
import type { Effort, Method, Pacer } from '@verbatim/evidence';
import { countTables, generateAnswer, type TableRuns, tableClasses } from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import {
  everyQuery,
  type LookupQuery,
  type LookupSize,
  lookupSize,
  lookupSizesInWords,
} from '../../common/lookup-queries.js';
import { searchMethod } from '../../common/search-method.js';
import { CLASSES_IN_WORDS, tablesByScore } from '../../common/tables-by-score.js';
import { distinctTables, lookUpTable, statesNeeded } from './look-up-tables.js';

interface SearchedSize extends LookupSize {
  readonly mostStates: number;
}

const upTo = (mostStates: number, size: LookupSize): SearchedSize => ({ ...size, mostStates });

const QUICK = [
  upTo(2, lookupSize(2, 2, 1, 3)),
  upTo(2, lookupSize(2, 2, 1, 5)),
  upTo(2, lookupSize(2, 3, 1, 5)),
  upTo(2, lookupSize(2, 1, 2, 3)),
  upTo(2, lookupSize(3, 1, 1, 2)),
  upTo(2, lookupSize(3, 1, 1, 3)),
];

const SIZES: Record<Effort, readonly SearchedSize[]> = {
  quick: QUICK,
  standard: [
    ...QUICK.filter(({ length }) => length < 5),
    upTo(3, lookupSize(2, 2, 1, 5)),
    upTo(3, lookupSize(2, 3, 1, 5)),
    upTo(3, lookupSize(2, 2, 2, 5)),
    upTo(2, lookupSize(4, 1, 1, 3)),
  ],
  deep: [
    ...QUICK.filter(({ length }) => length < 5),
    upTo(3, lookupSize(2, 2, 1, 5)),
    upTo(3, lookupSize(2, 3, 1, 5)),
    upTo(3, lookupSize(2, 2, 1, 6)),
    upTo(3, lookupSize(2, 3, 1, 6)),
    upTo(3, lookupSize(2, 2, 2, 6)),
    upTo(3, lookupSize(3, 1, 1, 2)),
    upTo(2, lookupSize(5, 1, 1, 3)),
  ],
};

/** One run for each query: 1 if all letters of the answer come out. BOS is the first token. */
function answersRight(queries: readonly LookupQuery[]): TableRuns {
  return {
    runs: queries.length,
    score(run, machine) {
      const { alphabetSize, example } = queries[run]!;
      const { prompt, answer } = example;
      let state = 0;
      for (let i = 1; i < prompt.length; i++) {
        state = prompt[i]! < alphabetSize ? machine.next(state, prompt[i]!) : machine.copy(state);
      }
      for (let i = 0; i < answer.length; i++) {
        if (machine.output(state) !== answer[i]) return 0;
        if (i < answer.length - 1) state = machine.next(state, answer[i]!);
      }
      return 1;
    },
  };
}

/** The most queries that a machine of so many states answers, and such a machine. */
async function bestMachine(size: LookupSize, states: number, queries: readonly LookupQuery[], pacer: Pacer) {
  const { byScore } = await tablesByScore({
    alphabetSize: size.alphabetSize,
    states,
    classes: tableClasses(size.alphabetSize, states, answersRight(queries)),
    recount: (machine) =>
      BigInt(
        queries.filter(({ example, answerLength }) =>
          generateAnswer(machine, example.prompt, answerLength).every((letter, i) => letter === example.answer[i]),
        ).length,
      ),
    pacer,
  });
  const right = Math.max(...byScore.keys());
  return { right, table: byScore.get(right)!.example };
}

/** The states that the strings of a size need after COPY. */
function needed({ alphabetSize, ngram, answerLength, length }: LookupSize): number {
  const tables = [...stringsOf(alphabetSize, length)].map((x) => lookUpTable(x, ngram, answerLength));
  return statesNeeded(distinctTables(tables)).least;
}

/**
 * Every machine of fewer states than are needed after COPY fails on some query. The evidence has the most queries that any machine
 * answers, also for more states.
 *
 * @param more - how many more states are claimed to be needed; 0 but for controls.
 */
export function everyMachine(more = 0): Method {
  return searchMethod({
    method: 'exhaustion',
    name: 'every-machine',
    async search({ effort }, failures, pacer) {
      const sizes = SIZES[effort];
      const rows = [];
      let cases = 0n;
      for (const size of sizes) {
        const { alphabetSize, ngram, answerLength, length, mostStates } = size;
        const least = needed(size);
        const queries = [...everyQuery('suffix', size)];
        for (let states = 1; states <= mostStates; states++) {
          const { right, table } = await bestMachine(size, states, queries, pacer);
          cases += countTables(alphabetSize, states);
          rows.push({
            alphabetSize,
            ngram,
            answerLength,
            length,
            neededStates: least,
            states,
            queries: queries.length,
            mostRight: right,
          });
          if (right < queries.length || states >= least + more) continue;
          failures.add(1, {
            case: { alphabetSize, ngram, answerLength, length, machine: table },
            explanation: `A machine of ${states} states answers all ${queries.length} queries, and ${least + more} are claimed to be needed.`,
          });
        }
      }
      return {
        domain:
          `every machine of |S| states on every query, for (D, n, k, L) and the largest |S|: ${sizes.map((one) => `${lookupSizesInWords([one])} ${one.mostStates}`).join(', ')}; with fewer ` +
          `states than are needed after COPY it errs on one. ${CLASSES_IN_WORDS}`,
        cases,
        rows,
      };
    },
  });
}
