/** The letter error of every machine of a size, on every string. */
import type { Effort, Method, Pacer } from '@verbatim/evidence';
import {
  countTables,
  type LetterMode,
  leastLetterError,
  letterError,
  obeysLetterBound,
  type TableRuns,
  tableClasses,
} from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import { type MachineSize, machineSizes, sizesInWords } from '../../common/gssm-machine-sizes.js';
import { searchMethod } from '../../common/search-method.js';
import { CLASSES_IN_WORDS, tablesByScore } from '../../common/tables-by-score.js';
import { BOUND_WORDS, errorText, LETTER_MODES, type LetterStatement, letterFailure, rounded } from './letter-count.js';

const QUICK: readonly MachineSize[] = [
  ...[1, 2].flatMap((states) => machineSizes(2, states, 4)),
  ...machineSizes(2, 3, 1),
  { alphabetSize: 3, states: 1, length: 2 },
  { alphabetSize: 3, states: 2, length: 1 },
];

const SIZES: Record<Effort, readonly MachineSize[]> = {
  quick: QUICK,
  standard: [
    ...QUICK,
    { alphabetSize: 2, states: 3, length: 2 },
    { alphabetSize: 2, states: 3, length: 3 },
    { alphabetSize: 3, states: 2, length: 2 },
  ],
  deep: [
    ...QUICK,
    ...machineSizes(2, 3, 4),
    ...machineSizes(3, 2, 3),
    ...machineSizes(2, 4, 1),
    ...machineSizes(3, 3, 1),
  ],
};

/** One run for each string, whose score is the number of letters that are right. */
function lettersRight({ alphabetSize, length }: MachineSize, mode: LetterMode): TableRuns {
  const strings = [...stringsOf(alphabetSize, length)];
  return {
    runs: strings.length,
    score(run, machine) {
      const x = strings[run]!;
      let state = 0;
      for (let i = 0; i < length; i++) state = machine.next(state, x[i]!);
      state = machine.copy(state);
      let right = 0;
      for (let i = 0; i < length; i++) {
        const said = machine.output(state);
        if (said === x[i]) right++;
        if (i < length - 1) state = machine.next(state, mode === 'autoregressive' ? said : x[i]!);
      }
      return right;
    },
  };
}

/** The machines of a size by the number of letters that they have right. */
async function searched(size: MachineSize, mode: LetterMode, pacer: Pacer) {
  const { alphabetSize, states, length } = size;
  const { byScore } = await tablesByScore({
    alphabetSize,
    states,
    classes: tableClasses(alphabetSize, states, lettersRight(size, mode)),
    recount(machine) {
      const { wrong, letters } = letterError(machine, length, mode);
      return letters - wrong;
    },
    pacer,
  });
  return byScore;
}

/** Every machine of each size, in both modes; the evidence has the least error for each, beside the line. */
export function everyMachine(statement: LetterStatement = obeysLetterBound, only?: readonly MachineSize[]): Method {
  return searchMethod({
    method: 'exhaustion',
    name: 'every-machine',
    async search({ effort }, failures, pacer) {
      const sizes = only ?? SIZES[effort];
      const rows = [];
      let cases = 0n;
      for (const mode of LETTER_MODES) {
        for (const size of sizes) {
          const { alphabetSize, states, length } = size;
          const byRight = await searched(size, mode, pacer);
          const boundSizes = { alphabetSize, length, states: BigInt(states) };
          const letters = BigInt(length * alphabetSize ** length);
          const errorOf = (right: number) => ({ wrong: letters - BigInt(right), letters });
          for (const [right, { tables, example }] of byRight) {
            if (statement(boundSizes, errorOf(right))) continue;
            const { start, update, output } = example;
            failures.add(tables, {
              case: { mode, length, machine: { alphabet: alphabetSize, states, start, update, output } },
              explanation: letterFailure('The machine', boundSizes, errorOf(right)),
            });
          }
          const tables = countTables(alphabetSize, states);
          cases += tables;
          rows.push({
            mode,
            alphabetSize,
            states,
            length,
            machines: String(tables),
            leastError: errorText(errorOf(Math.max(...byRight.keys()))),
            line: rounded(leastLetterError(boundSizes)),
          });
        }
      }
      return {
        domain:
          `every machine of |S| states on every string of L letters over D, autoregressive and teacher-forced, for (D, |S|, L) = ${sizesInWords(sizes)}: ` +
          `${BOUND_WORDS}. ${CLASSES_IN_WORDS}`,
        cases,
        rows,
      };
    },
  });
}
