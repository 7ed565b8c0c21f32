/**
 * The logarithm of a median and its standard error. Ratios of times are differences of logarithms, and an error of a
 * logarithm is a relative error.
 *
 * The error comes from the order statistics around the median, so no distribution is assumed: they enclose it with a
 * confidence that is known exactly. Their distance is itself a random number, a sum of about as many independent spacings as
 * there are ranks between them, and the degrees of freedom say how far it is to be trusted.
 */
import { medianInterval } from './median.js';
import { studentQuantile } from './student.js';

/** An estimate on a logarithmic scale. */
export interface LogEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly degrees: number;
}

/** Wider than what is shown to people: more spacings make a steadier error. */
const CONFIDENCE = 0.99;
/** With fewer samples a correlation between neighbours cannot be told from chance. */
const LEAST_FOR_CORRELATION = 10;

/**
 * Estimates ln(median).
 *
 * @param samples positive times in the order taken: where neighbours resemble each other, they count for less.
 * @throws RangeError without samples, or when one is not positive.
 */
export function logMedian(samples: readonly number[]): LogEstimate {
  for (const sample of samples)
    if (!(sample > 0 && sample < Infinity)) throw new RangeError(`a sample of ${sample}; positive numbers are needed`);
  const { median, low, high, confidence } = medianInterval(samples, CONFIDENCE);
  const value = Math.log(median);
  if (samples.length < 2) return { value, standardError: Infinity, degrees: 1 };
  const standardError = Math.log(high / low) / (2 * studentQuantile(confidence, 1e6));
  const sorted = [...samples].sort((a, b) => a - b);
  const ranks = sorted.lastIndexOf(high) - sorted.indexOf(low);
  return { value, standardError: standardError * inflation(samples), degrees: Math.max(1, ranks) };
}

/** By how much the correlation of neighbours makes a standard error larger: √((1 + ρ)/(1 − ρ)) for ρ ≥ 0, of the ranks. */
function inflation(samples: readonly number[]): number {
  const m = samples.length;
  if (m < LEAST_FOR_CORRELATION) return 1;
  const ranks = new Float64Array(m);
  const order = Array.from(samples, (_, i) => i).sort((a, b) => samples[a]! - samples[b]! || a - b);
  for (let rank = 0; rank < m; rank++) ranks[order[rank]!] = rank - (m - 1) / 2;
  let product = 0;
  let square = 0;
  for (let i = 0; i < m; i++) {
    square += ranks[i]! ** 2;
    if (i > 0) product += ranks[i]! * ranks[i - 1]!;
  }
  const correlation = Math.min(0.9, Math.max(0, product / square));
  return Math.sqrt((1 + correlation) / (1 - correlation));
}
