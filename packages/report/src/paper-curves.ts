/** The numbers behind the chart that a reader of the paper expects: JSON, because this package knows nothing of models. */
import { type RunBlock, runBlockSchema } from '@verbatim/evidence';
import * as z from 'zod';

/** The `schema` of a {@link PaperCurves}. */
export const PAPER_CURVES_SCHEMA = 'verbatim.paper-curves/1';

/** A probability: the fraction, in lowest terms, and the double next to it. */
export interface ExactProbability {
  readonly fraction: string;
  readonly value: number;
}

/** How often the construction failed, in honest runs over strings of i.i.d. uniform letters. */
export interface ConstructionError {
  /** `exhaustion`: every string was run, so that `err` is exact and the interval is that one point. */
  readonly method: 'exhaustion' | 'sampled';
  readonly cases: number;
  readonly failures: number;
  readonly err: number;
  /** The two-sided Clopper–Pearson interval at `confidence`, which is 1 for an exhaustion. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** One length L of a {@link PaperCurve}. */
export interface PaperCurvePoint {
  readonly length: number;
  /** The probability that uniform letters repeat an n-gram. */
  readonly pNgram: ExactProbability;
  /** The probability that two equal n-grams are followed by different letters. */
  readonly pConflict: ExactProbability;
  /** C(L−n+1, 2) D⁻ⁿ, the sharper bound on p_ngram. */
  readonly pairBound: ExactProbability;
  /** L² D⁻ⁿ, the bound of Lemma 2.4. */
  readonly lemmaBound: ExactProbability;
  readonly constructionErr: ConstructionError;
}

/** The curves of one alphabet and one n. */
export interface PaperCurve {
  readonly alphabetSize: number;
  readonly ngram: number;
  /** By growing length. */
  readonly points: readonly PaperCurvePoint[];
}

/** A machine of bounded state, run on every string of one length. */
export interface GssmError {
  readonly family: 'register' | 'prefix';
  readonly alphabetSize: number;
  readonly length: number;
  /** k, the letters that it keeps. */
  readonly kept: number;
  /** |S|, in decimal digits. */
  readonly states: string;
  /** log2 |S|. */
  readonly stateBits: number;
  readonly copied: number;
  readonly total: number;
  /** 1 − copied / total. */
  readonly err: ExactProbability;
  /** max(0, 1 − |S|/D^L), below which no machine of so many states comes. */
  readonly bound: ExactProbability;
}

/** What the paper's two theorems say of uniform letters, beside what was run. */
export interface PaperCurves {
  readonly schema: typeof PAPER_CURVES_SCHEMA;
  readonly run: RunBlock;
  readonly curves: readonly PaperCurve[];
  readonly gssm: readonly GssmError[];
}

const length = z.int().min(1);
const count = z.int().min(0);
const alphabetSize = z.int().min(2);
const share = z.number().min(0).max(1);
const fraction = z.string().regex(/^(?:0|[1-9][0-9]*)(?:\/[1-9][0-9]*)?$/, 'must be a fraction such as 3/8');
const bound: z.ZodType<ExactProbability> = z.object({ fraction, value: z.number().min(0) });
const probability: z.ZodType<ExactProbability> = z.object({ fraction, value: share });

/** Accepts a {@link PaperCurves}, such as one read from a file. */
export const paperCurvesSchema: z.ZodType<PaperCurves> = z.object({
  schema: z.literal(PAPER_CURVES_SCHEMA),
  run: runBlockSchema,
  curves: z.array(
    z.object({
      alphabetSize,
      ngram: z.int().min(1),
      points: z.array(
        z.object({
          length,
          pNgram: probability,
          pConflict: probability,
          pairBound: bound,
          lemmaBound: bound,
          constructionErr: z.object({
            method: z.enum(['exhaustion', 'sampled']),
            cases: z.int().min(1),
            failures: count,
            err: share,
            low: share,
            high: share,
            confidence: share,
          }),
        }),
      ),
    }),
  ),
  gssm: z.array(
    z.object({
      family: z.enum(['register', 'prefix']),
      alphabetSize,
      length,
      kept: count,
      states: z.string().regex(/^[1-9][0-9]*$/, 'must be a whole number above 0'),
      stateBits: z.number().min(0),
      copied: count,
      total: z.int().min(1),
      err: probability,
      bound: probability,
    }),
  ),
});
