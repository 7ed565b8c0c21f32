/** The error of T(n) on uniform strings, measured by greedy generation and bounded below ε for each (ε, L, D) of a grid. */
import {
  CONFIDENCE,
  clopperPearsonLower,
  clopperPearsonUpper,
  type Effort,
  type Method,
  Pacer,
  type Verdict,
} from '@verbatim/evidence';
import { conflictBound, fractionToNumber, randomSource } from '@verbatim/tasks';
import { type CopyingTransformer, copyRunner, float64, generateCopy } from '@verbatim/transformer';
import { chosenKeyLength, type Target } from './chosen-key-length.js';

/**
 * How many draws a target needs: so many that, should the error be as large as the bound of the conflict probability, the
 * exact upper bound still comes out below ε, but for one run in a million.
 */
export function drawsFor(target: Target): number {
  const epsilon = fractionToNumber(target.epsilon);
  const expected = fractionToNumber(conflictBound(target.alphabetSize, target.length, chosenKeyLength(target)));
  for (let draws = Math.ceil(15 / epsilon); ; draws = Math.ceil(draws * 1.1)) {
    let allowed = -1;
    while (clopperPearsonUpper(allowed + 1, draws) < epsilon) allowed++;
    // The lower bound of one failure more is above what is expected: so many happen once in a million.
    if (allowed >= 0 && clopperPearsonLower(allowed + 1, draws) > expected) return draws;
  }
}

interface CellResult {
  readonly target: Target;
  readonly ngram: number;
  readonly draws: number;
  readonly failures: number;
}

const upper = ({ failures, draws }: CellResult) => clopperPearsonUpper(failures, draws);
const lower = ({ failures, draws }: CellResult) => clopperPearsonLower(failures, draws);

function verdictOf(cell: CellResult): Verdict {
  const epsilon = fractionToNumber(cell.target.epsilon);
  return upper(cell) < epsilon ? 'holds' : lower(cell) >= epsilon ? 'refuted' : 'undecided';
}

/** Samples each target of a grid with the transformer that `build` makes for it. */
export function sampledError(
  targets: (effort: Effort) => readonly Target[],
  build: (target: Target) => CopyingTransformer,
): Method {
  const name = 'sampled-error';
  return {
    method: 'sampled',
    name,
    async run(context) {
      const started = performance.now();
      const pacer = new Pacer(context);
      const planned = targets(context.effort).map((target) => ({ target, draws: drawsFor(target) }));
      const total = planned.reduce((sum, { draws }) => sum + draws, 0);
      const cells: CellResult[] = [];
      let drawn = 0;
      for (const { target, draws } of planned) {
        const { length, alphabetSize } = target;
        const random = randomSource(context.seed, name, cells.length);
        const runner = copyRunner(build(target), float64());
        let failures = 0;
        for (let draw = 0; draw < draws; draw++) {
          const letters = random.letters(length, alphabetSize);
          if (generateCopy(runner, letters).some((letter, i) => letter !== letters[i])) failures++;
          drawn++;
          if (pacer.due()) await pacer.pause(drawn, total);
        }
        cells.push({ target, ngram: runner.construction.ngram, draws, failures });
      }
      const rows = cells.map((cell) => ({
        epsilon: fractionToNumber(cell.target.epsilon),
        length: cell.target.length,
        alphabetSize: cell.target.alphabetSize,
        ngram: cell.ngram,
        draws: cell.draws,
        failures: cell.failures,
        bound: upper(cell),
      }));
      const verdicts = cells.map(verdictOf);
      const supports = (['refuted', 'undecided', 'holds'] as const).find((verdict) => verdicts.includes(verdict))!;
      const refuting = rows[verdicts.indexOf('refuted')];
      context.progress(total, total);
      return {
        method: 'sampled',
        domain:
          'greedy generation by the fixed T(n) in f64 on uniform strings, for each of (ε, L, D) = ' +
          `${rows.map(({ epsilon, length, alphabetSize }) => `(${epsilon}, ${length}, ${alphabetSize})`).join(', ')}; each has its own ` +
          'draws and its own bound, to come out below its ε; the bound of all is the largest',
        cases: String(total),
        failures: String(rows.reduce((sum, { failures }) => sum + failures, 0)),
        bound: Math.max(...rows.map(({ bound }) => bound)),
        confidence: CONFIDENCE,
        boundKind: 'fixed-draws',
        ...(refuting && {
          counterexample: {
            case: refuting,
            explanation:
              `${refuting.failures} of ${refuting.draws} uniform strings are not copied, so with confidence ${CONFIDENCE} the ` +
              `error is at least ${lower(cells[verdicts.indexOf('refuted')]!)}, not below ε = ${refuting.epsilon}.`,
          },
        }),
        numbers: { rows },
        seed: context.seed,
        seconds: (performance.now() - started) / 1000,
        supports,
      };
    },
  };
}
