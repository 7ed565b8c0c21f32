/** What comparing two measuring runs says: the JSON of `verbatim compare`, and its exit code. */
import type { RunBlock } from '@verbatim/evidence';

/** The `schema` of a comparison. */
export const COMPARE_SCHEMA = 'verbatim.compare/1';

/**
 * What became of a time. `same`: the ratio is inside the margin for certain. `slower` and `faster`: it is outside. `undecided`:
 * the samples do not tell.
 */
export type TimeVerdict = 'same' | 'faster' | 'slower' | 'undecided';

/** A time of one point in both runs. */
export interface TimeChange {
  /** Which of the point's times. */
  readonly cache: 'cold' | 'hot';
  /** Medians, in nanoseconds. */
  readonly base: number;
  readonly next: number;
  /** next / base; of interleaved runs the mean over the pairs. */
  readonly ratio: number;
  /** An interval for it, at `confidence`; null where the times cannot be compared. */
  readonly interval: readonly [number, number] | null;
  readonly confidence: number;
  readonly verdict: TimeVerdict;
  /** Why it is undecided; null otherwise. */
  readonly reason: string | null;
}

/** One point in both runs. */
export interface PointComparison {
  readonly id: string;
  /**
   * `worse` and `better` are of what is counted: results, bytes, dispatches. The first that applies of worse, slower,
   * undecided, better, faster, same.
   */
  readonly verdict: TimeVerdict | 'worse' | 'better';
  readonly times: readonly TimeChange[];
  /** One line for each thing that is counted and got worse, or better. */
  readonly worse: readonly string[];
  readonly better: readonly string[];
}

/** The exponents of one series in both runs. */
export interface ExponentChange {
  /** `suite/kernel/precision/backend`. */
  readonly series: string;
  readonly quantity: 'time' | 'bytes';
  readonly base: number;
  readonly next: number;
  readonly baseInterval: readonly [number, number] | null;
  readonly nextInterval: readonly [number, number] | null;
  /** `undecided` where an interval is missing; this alone does not make the comparison undecided. */
  readonly verdict: 'same' | 'steeper' | 'flatter' | 'undecided';
}

/** Two runs compared. */
export interface Comparison {
  /** The margin: 0.05 accepts ratios up to 1.05. */
  readonly maxSlowdown: number;
  /** Among all times called slower (or faster) the expected share of those that are not. */
  readonly falseDiscoveryRate: number;
  /** Times were left alone: no point has any, and none gates. */
  readonly countsOnly: boolean;
  readonly verdict: 'regression' | 'undecided' | 'improved' | 'same' | 'incomparable';
  /** How many points have each verdict. */
  readonly counts: Readonly<Record<PointComparison['verdict'], number>>;
  readonly points: readonly PointComparison[];
  readonly exponents: readonly ExponentChange[];
  /** Ids that only one run has; a point that a run had no time for, and did not count, is not in it. */
  readonly onlyBase: readonly string[];
  readonly onlyNext: readonly string[];
}

/** What `verbatim compare --json` writes. */
export interface CompareResult extends Comparison {
  readonly schema: typeof COMPARE_SCHEMA;
  readonly run: RunBlock;
  /** The runs that were compared. */
  readonly base: RunBlock;
  readonly next: RunBlock;
}

/** 0 nothing is worse; 1 a regression; 3 too noisy to tell and nothing worse; 4 nothing comparable. */
export function compareExitCode({ verdict }: Pick<Comparison, 'verdict'>): 0 | 1 | 3 | 4 {
  if (verdict === 'regression') return 1;
  if (verdict === 'undecided') return 3;
  return verdict === 'incomparable' ? 4 : 0;
}
