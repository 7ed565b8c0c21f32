/** The letter error of every machine of a size, on every string. */
import { type Effort, type Method, Pacer } from '@verbatim/evidence';
import {
  countTables,
  type LetterMode,
  leastLetterError,
  letterError,
  type MachineTable,
  obeysLetterBound,
  type TableRuns,
  tableClasses,
  tableMachine,
} from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import { type MachineSize, machineSizes, sizesInWords } from '../../common/gssm-machine-sizes.js';
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

/** How many machines have how many letters right, and one of each. */
type ByRight = Map<number, { tables: number; readonly example: MachineTable }>;

async function searched(size: MachineSize, mode: LetterMode, pacer: Pacer): Promise<ByRight> {
  const { alphabetSize, states, length } = size;
  const byRight: ByRight = new Map();
  let covered = 0;
  for (const found of tableClasses(alphabetSize, states, lettersRight(size, mode))) {
    covered += found.tables;
    const same = byRight.get(found.score);
    if (same === undefined) byRight.set(found.score, { tables: found.tables, example: found.example() });
    else same.tables += found.tables;
    if (pacer.due()) await pacer.pause(covered, Number(countTables(alphabetSize, states)));
  }
  const tables = countTables(alphabetSize, states);
  if (BigInt(covered) !== tables) throw new Error(`the search covered ${covered} tables of ${tables}`);
  // The search shares no code with this count.
  for (const [right, { example }] of byRight) {
    const { wrong, letters } = letterError(tableMachine(example), length, mode);
    if (letters - wrong !== BigInt(right))
      throw new Error(`a machine has ${letters - wrong} letters right, not ${right}`);
  }
  return byRight;
}

/** Every machine of each size, in both modes; the evidence has the least error for each, beside the line. */
export function everyMachine(statement: LetterStatement = obeysLetterBound, only?: readonly MachineSize[]): Method {
  return {
    method: 'exhaustion',
    name: 'every-machine',
    async run(context) {
      const started = performance.now();
      const pacer = new Pacer(context);
      const sizes = only ?? SIZES[context.effort];
      const rows = [];
      let cases = 0n;
      let failures = 0;
      let counterexample: { case: object; explanation: string } | undefined;
      for (const mode of LETTER_MODES) {
        for (const { alphabetSize, states, length } of sizes) {
          const byRight = await searched({ alphabetSize, states, length }, mode, pacer);
          const boundSizes = { alphabetSize, length, states: BigInt(states) };
          const letters = BigInt(length * alphabetSize ** length);
          const errorOf = (right: number) => ({ wrong: letters - BigInt(right), letters });
          for (const [right, { tables, example }] of byRight) {
            if (statement(boundSizes, errorOf(right))) continue;
            failures += tables;
            const { start, update, output } = example;
            counterexample ??= {
              case: { mode, length, machine: { alphabet: alphabetSize, states, start, update, output } },
              explanation: letterFailure('The machine', boundSizes, errorOf(right)),
            };
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
      context.progress(Number(cases), Number(cases));
      return {
        method: 'exhaustion',
        domain:
          `every machine of |S| states on every string of L letters over D, autoregressive and teacher-forced, for (D, |S|, L) = ${sizesInWords(sizes)}: ` +
          `${BOUND_WORDS}. BOS folded into the state after it, states named in the order in which runs enter them, entries that no run ` +
          'reads left open',
        cases: String(cases),
        failures: String(failures),
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
