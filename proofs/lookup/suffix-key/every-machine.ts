/** Every machine with fewer states than the tables need, on every query: each errs somewhere. */
import { type Effort, type Method, Pacer } from '@verbatim/evidence';
import {
  countTables,
  generateAnswer,
  type MachineTable,
  type TableRuns,
  tableClasses,
  tableMachine,
} from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import {
  everyQuery,
  type LookupQuery,
  type LookupSize,
  lookupSize,
  lookupSizesInWords,
} from '../../common/lookup-queries.js';
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

async function bestMachine(size: LookupSize, states: number, queries: readonly LookupQuery[], pacer: Pacer) {
  let best: { readonly right: number; readonly table: MachineTable } | undefined;
  let covered = 0;
  for (const found of tableClasses(size.alphabetSize, states, answersRight(queries))) {
    covered += found.tables;
    if (best === undefined || found.score > best.right) best = { right: found.score, table: found.example() };
    if (pacer.due()) await pacer.pause(covered, Number(countTables(size.alphabetSize, states)));
  }
  const { right, table } = best!;
  const machine = tableMachine(table);
  // The search shares no code with this count.
  const again = queries.filter(({ example, answerLength }) =>
    generateAnswer(machine, example.prompt, answerLength).every((letter, i) => letter === example.answer[i]),
  ).length;
  if (again !== right) throw new Error(`a machine answers ${again} queries and the search says ${right}`);
  return { right, table };
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
  return {
    method: 'exhaustion',
    name: 'every-machine',
    async run(context) {
      const started = performance.now();
      const pacer = new Pacer(context);
      const sizes = SIZES[context.effort];
      const rows = [];
      let cases = 0n;
      let counterexample: { case: object; explanation: string } | undefined;
      for (const size of sizes) {
        const least = needed(size);
        const queries = [...everyQuery('suffix', size)];
        for (let states = 1; states <= size.mostStates; states++) {
          const { right, table } = await bestMachine(size, states, queries, pacer);
          cases += countTables(size.alphabetSize, states);
          const { alphabetSize, ngram, answerLength, length } = size;
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
          counterexample ??= {
            case: { alphabetSize, ngram, answerLength, length, machine: table },
            explanation: `A machine of ${states} states answers all ${queries.length} queries, and ${least + more} are claimed to be needed.`,
          };
        }
      }
      context.progress(Number(cases), Number(cases));
      return {
        method: 'exhaustion',
        domain:
          `every machine of |S| states on every query, for (D, n, k, L) and the largest |S|: ${sizes.map((one) => `${lookupSizesInWords([one])} ${one.mostStates}`).join(', ')}; with fewer ` +
          'states than are needed after COPY it errs on one. ' +
          'BOS folded into the state after it, states named in the order in which runs enter them, entries that no run reads left open',
        cases: String(cases),
        failures: counterexample === undefined ? '0' : '1',
        numbers: rows,
        ...(counterexample && {
          counterexample: { ...counterexample, case: JSON.parse(JSON.stringify(counterexample.case)) },
        }),
        seconds: (performance.now() - started) / 1000,
        supports: counterexample === undefined ? 'holds' : 'refuted',
      };
    },
  };
}
