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
  const between = samples.reduce((count, sample) => count + (sample >= low && sample <= high ? 1 : 0), 0);
  return { value, standardError: standardError * inflation(samples, median), degrees: Math.max(1, between - 1) };
}

/**
 * By how much the correlation of neighbours makes the standard error of a median larger: √((1 + ρ)/(1 − ρ)), where ρ ≥ 0 is
 * that of lying above the median or below it, on which alone the error of a median depends.
 */
function inflation(samples: readonly number[], median: number): number {
  if (samples.length < LEAST_FOR_CORRELATION) return 1;
  let product = 0;
  let square = 0;
  let before = 0;
  for (const sample of samples) {
    const side = Math.sign(sample - median);
    product += side * before;
    square += side * side;
    before = side;
  }
  const correlation = square === 0 ? 0 : Math.min(0.9, Math.max(0, product / square));
  return Math.sqrt((1 + correlation) / (1 - correlation));
}
