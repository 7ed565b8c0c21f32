import type { Json } from './json.js';

/** What the evidence for a statement amounts to. */
export type Verdict = 'holds' | 'refuted' | 'undecided';

/** How much work a run may spend. Methods choose their domain by it; the statement stays the same. */
export type Effort = 'quick' | 'standard' | 'deep';

/** All efforts, from the cheapest to the most thorough. */
export const EFFORTS: readonly Effort[] = ['quick', 'standard', 'deep'];

/**
 * How evidence was obtained.
 *
 * - `exhaustion`: every case of a named finite domain was visited;
 * - `exact`: exact arithmetic on every member of a stated family;
 * - `certificate`: an inequality that covers an infinite family, with its numbers shown;
 * - `sampled`: independent random draws, with an exact binomial bound.
 */
export type MethodName = 'exhaustion' | 'exact' | 'certificate' | 'sampled';

/**
 * Which stopping rule a bound holds for.
 *
 * - `fixed-draws`: the number of draws was fixed beforehand, and the bound is the Clopper–Pearson one;
 * - `anytime`: what was drawn decided when to stop, and the bound is that of a confidence sequence, which holds after
 *   every draw at once.
 */
export type BoundKind = 'fixed-draws' | 'anytime';

/** A case for which the statement fails, and why, in words. */
export interface Counterexample {
  readonly case: Json;
  readonly explanation: string;
}

/** What one method found, safe to write as JSON and read back. */
export interface Evidence {
  readonly method: MethodName;
  /** In words: which cases were looked at. */
  readonly domain: string;
  /** How many cases were looked at, in decimal digits. */
  readonly cases: string;
  /** How many of them failed, in decimal digits. */
  readonly failures: string;
  /** Sampled methods: with this {@link Evidence.confidence | confidence} the probability of a failure is at most this. */
  readonly bound?: number;
  /** The confidence of `bound`. */
  readonly confidence?: number;
  /** Which stopping rule `bound` holds for. Files written before this field lack it: theirs is `fixed-draws`. */
  readonly boundKind?: BoundKind;
  /** The failing case, shrunk, when the evidence refutes. */
  readonly counterexample?: Counterexample;
  /** The numbers behind the evidence: a table, the two sides of an inequality, the limit that a bound had to meet. */
  readonly numbers?: { readonly [key: string]: Json } | readonly Json[];
  /** The 32-bit seed of the random stream that the method drew from. */
  readonly seed?: number;
  /** How long the method took. The only field that differs between two runs of the same seed and effort. */
  readonly seconds: number;
  /** The verdict that this evidence supports on its own. */
  readonly supports: Verdict;
}
