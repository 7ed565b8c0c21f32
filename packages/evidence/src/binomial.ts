import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';

/** The confidence of every bound in this package: one wrong bound in a million. */
export const CONFIDENCE = 1 - 1e-6;

/** Refuses what is not a count of failures in draws and a confidence, with a RangeError. */
export function assertCounts(failures: number, draws: number, confidence: number): void {
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw new RangeError(`draws is ${draws}: a positive integer is needed`);
  }
  if (!Number.isSafeInteger(failures) || failures < 0 || failures > draws) {
    throw new RangeError(`failures is ${failures}: an integer from 0 to the ${draws} draws is needed`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}: a number strictly between 0 and 1 is needed`);
  }
}

/**
 * The exact one-sided upper bound on a probability after `failures` in `draws` independent trials: the largest p for
 * which so few failures still have probability at least 1 − confidence. Whatever the true probability, the bound lies
 * below it with probability at most 1 − confidence. For k failures in m draws it is the `confidence` quantile of
 * Beta(k + 1, m − k); for k = 0 that is 1 − (1 − c)^(1/m), and for k = m it is 1.
 *
 * Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 * Biometrika 26 (1934).
 *
 * @throws RangeError unless 0 ≤ failures ≤ draws are integers, draws ≥ 1 and 0 < confidence < 1.
 */
export function clopperPearsonUpper(failures: number, draws: number, confidence: number = CONFIDENCE): number {
  assertCounts(failures, draws, confidence);
  if (failures === draws) {
    return 1;
  }
  if (failures === 0) {
    return -Math.expm1(Math.log1p(-confidence) / draws);
  }
  return betaQuantile(confidence, failures + 1, draws - failures);
}

/**
 * The exact one-sided lower bound, the mirror image of {@link clopperPearsonUpper}: the smallest p for which so many
 * failures still have probability at least 1 − confidence.
 *
 * @throws RangeError unless 0 ≤ failures ≤ draws are integers, draws ≥ 1 and 0 < confidence < 1.
 */
export function clopperPearsonLower(failures: number, draws: number, confidence: number = CONFIDENCE): number {
  assertCounts(failures, draws, confidence);
  if (failures === 0) {
    return 0;
  }
  if (failures === draws) {
    return Math.exp(Math.log1p(-confidence) / draws);
  }
  return betaQuantile(1 - confidence, failures, draws - failures + 1);
}

/**
 * The fewest draws after which no failure at all bounds the probability by `limit`: what a sampled method needs to be
 * able to support its statement.
 *
 * @throws RangeError unless 0 < limit < 1 and 0 < confidence < 1, or when more than 2⁵³ draws would be needed.
 */
export function drawsForLimit(limit: number, confidence: number = CONFIDENCE): number {
  if (!(limit > 0 && limit < 1)) {
    throw new RangeError(`limit is ${limit}: a number strictly between 0 and 1 is needed`);
  }
  let draws = Math.max(1, Math.floor(Math.log1p(-confidence) / Math.log1p(-limit)));
  while (clopperPearsonUpper(0, draws, confidence) > limit) {
    draws += 1;
  }
  return draws;
}
