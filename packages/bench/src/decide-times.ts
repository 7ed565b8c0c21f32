/**
 * Decides for many times at once whether each is the same, slower or faster, by two one-sided tests against a margin.
 *
 * `same` needs both ends inside the margin, each at 95 %. `slower` and `faster` are alarms, and among hundreds of points chance
 * alone makes some look slow; so over all points the false-discovery rate is controlled (Benjamini and Hochberg): with k alarms
 * among N, each has a p-value of at most k · q / N. When nothing changed any alarm is false, and there is one with probability
 * at most q, even if every time had drifted to the very edge of the margin.
 */
import type { TimeVerdict } from './comparison.js';
import type { LogEstimate } from './log-median.js';
import { studentTail } from './student.js';

/** Margins and rates. */
export interface DecisionOptions {
  /** In (0, ∞); 0.05 by default. */
  readonly maxSlowdown?: number;
  /** In (0, 1/2); 0.05 by default. */
  readonly falseDiscoveryRate?: number;
}

export const MAX_SLOWDOWN = 0.05;
export const FALSE_DISCOVERY_RATE = 0.05;
/** Each end of the interval that `same` rests on; the interval has twice as much outside. */
export const ONE_SIDED = 0.05;

/**
 * One verdict for each estimate of ln(next / base).
 *
 * @throws RangeError for a margin or a rate outside its range.
 */
export function decideTimes(changes: readonly LogEstimate[], options: DecisionOptions = {}): TimeVerdict[] {
  const { maxSlowdown = MAX_SLOWDOWN, falseDiscoveryRate = FALSE_DISCOVERY_RATE } = options;
  if (!(maxSlowdown > 0 && maxSlowdown < Infinity))
    throw new RangeError(`a slowdown of ${maxSlowdown} as the margin; a positive number is needed`);
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 0.5))
    throw new RangeError(`a false-discovery rate of ${falseDiscoveryRate}; a number between 0 and 1/2 is needed`);
  const margin = Math.log1p(maxSlowdown);
  const slower = discoveries(
    changes.map((change) => ({ ...change, value: change.value - margin })),
    falseDiscoveryRate,
  );
  const faster = discoveries(
    changes.map((change) => ({ ...change, value: -change.value - margin })),
    falseDiscoveryRate,
  );
  return changes.map(({ value, standardError, degrees }, i) => {
    if (slower[i]) return 'slower';
    if (faster[i]) return 'faster';
    const reach = standardError === 0 ? 0 : studentTail(ONE_SIDED, degrees) * standardError;
    return Math.abs(value) + reach < margin ? 'same' : 'undecided';
  });
}

/** Which values are above 0, by the step-up procedure: the largest k for which k of them have p ≤ k · rate / N. */
function discoveries(estimates: readonly LogEstimate[], rate: number): boolean[] {
  const count = estimates.length;
  const significant = ({ value, standardError, degrees }: LogEstimate, p: number) =>
    value > 0 && value > (standardError === 0 ? 0 : studentTail(p, degrees) * standardError);
  const candidates = estimates.map((estimate, i) => (significant(estimate, rate) ? i : -1)).filter((i) => i >= 0);
  for (let k = candidates.length; k > 0; k--) {
    const found = candidates.filter((i) => significant(estimates[i]!, (k * rate) / count));
    if (found.length >= k) return estimates.map((_, i) => found.includes(i));
  }
  return estimates.map(() => false);
}
