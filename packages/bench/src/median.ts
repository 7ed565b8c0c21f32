/**
 * The median of a sample and an interval for the true one that assumes no distribution: times on a shared machine have a
 * long upper tail, so a mean with a standard error would say little.
 */

/** A median with an interval at the stated confidence. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /**
   * The probability that independent samples give an interval around the true median: at least what was asked for, or
   * all that so few samples allow.
   */
  readonly confidence: number;
  readonly samples: number;
}

/**
 * The k-th smallest and k-th largest sample, with the largest k for which they enclose the true median with the asked
 * confidence: the number of samples below it is binomial (m, 1/2).
 *
 * @param confidence in (0, 1); fewer than six samples cannot reach 0.95 and give their whole range, with what it is worth.
 * @throws RangeError without samples.
 */
export function medianInterval(samples: readonly number[], confidence = 0.95): MedianInterval {
  if (samples.length === 0) throw new RangeError('no samples; one or more are needed');
  const sorted = Float64Array.from(samples).sort();
  const m = sorted.length;
  // Pr[exactly k samples lie below] by its logarithm: 2^−m underflows for m above 1,074.
  let logTerm = -m * Math.LN2;
  let outside = 2 * Math.exp(logTerm);
  let k = 1;
  for (; 2 * k + 2 <= m; k++) {
    logTerm += Math.log((m - k + 1) / k);
    const wider = outside + 2 * Math.exp(logTerm);
    if (1 - wider < confidence) break;
    outside = wider;
  }
  return {
    median: (sorted[(m - 1) >> 1]! + sorted[m >> 1]!) / 2,
    low: sorted[k - 1]!,
    high: sorted[m - k]!,
    confidence: Math.max(0, 1 - outside),
    samples: m,
  };
}

/** Turns an interval of seconds for `count` things into one of things per second. */
export function perSecond(seconds: MedianInterval, count: number): MedianInterval {
  return {
    ...seconds,
    median: count / seconds.median,
    low: count / seconds.high,
    high: count / seconds.low,
  };
}
