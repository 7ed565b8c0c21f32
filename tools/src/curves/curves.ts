/** The numbers of the chart that a reader of the paper expects: exact probabilities, bounds, and what honest runs came to. */
import { type RunBlock, runBlock } from '@verbatim/evidence';
import { PAPER_CURVES_SCHEMA, type PaperCurve, type PaperCurves } from '@verbatim/report';
import { lemmaBound, repeatBound, uniformConflictProbability, uniformRepeatProbability } from '@verbatim/tasks';
import { constructionError, type RunOptions } from './construction-error.js';
import { exactProbability } from './exact-probability.js';
import { gssmErrors } from './gssm-errors.js';

/** Which curves, and how much is run for them. */
export interface CurvesPlan extends Omit<RunOptions, 'seed'> {
  /** Alphabet, n, and the lengths L: the exact probabilities take time of the order of D^L up to renaming. */
  readonly curves: readonly {
    readonly alphabetSize: number;
    readonly ngram: number;
    readonly lengths: readonly number[];
  }[];
  /** The alphabet of the machines of bounded state, and the longest strings: all D^L are run. */
  readonly gssm: { readonly alphabetSize: number; readonly longest: number };
}

const lengths = (last: number, step = 1) => Array.from({ length: last / step }, (_, i) => (i + 1) * step);

/** What is committed: less than a minute. */
export const FULL_PLAN: CurvesPlan = {
  curves: [
    { alphabetSize: 2, ngram: 5, lengths: lengths(40, 2) },
    { alphabetSize: 4, ngram: 3, lengths: lengths(16) },
    { alphabetSize: 26, ngram: 2, lengths: lengths(14) },
  ],
  gssm: { alphabetSize: 2, longest: 12 },
  mostExhausted: 2 ** 14,
  draws: 10_000,
};

/** What the tour can spare: two seconds. */
export const QUICK_PLAN: CurvesPlan = {
  curves: [{ alphabetSize: 2, ngram: 5, lengths: lengths(32, 2) }],
  gssm: { alphabetSize: 2, longest: 10 },
  mostExhausted: 2 ** 12,
  draws: 1000,
};

function paperCurve({ alphabetSize, ngram, lengths }: CurvesPlan['curves'][number], options: RunOptions): PaperCurve {
  return {
    alphabetSize,
    ngram,
    points: lengths.map((length) => ({
      length,
      pNgram: exactProbability(uniformRepeatProbability(alphabetSize, length, ngram)),
      pConflict: exactProbability(uniformConflictProbability(alphabetSize, length, ngram)),
      pairBound: exactProbability(repeatBound(alphabetSize, length, ngram)),
      lemmaBound: exactProbability(lemmaBound(alphabetSize, length, ngram)),
      constructionErr: constructionError(alphabetSize, ngram, length, options),
    })),
  };
}

/** Computes and runs all of a plan. The same seed gives the same numbers. */
export function paperCurves(
  plan: CurvesPlan,
  run: Pick<RunBlock, 'command' | 'seed' | 'versions'>,
  onCurve: (done: number, of: number) => void = () => {},
): PaperCurves {
  const block = runBlock(run);
  const curves = plan.curves.map((curve, i) => {
    onCurve(i, plan.curves.length);
    return paperCurve(curve, { ...plan, seed: run.seed });
  });
  return {
    schema: PAPER_CURVES_SCHEMA,
    run: block,
    curves,
    gssm: gssmErrors(plan.gssm.alphabetSize, plan.gssm.longest),
  };
}
