import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';

const known = new Map<string, number>();

/**
 * The t with Pr[|T| ≤ t] = confidence for Student's T, by way of T² / (ν + T²) ~ Beta(1/2, ν/2).
 *
 * @param confidence in (0, 1).
 * @param degrees ν > 0, not necessarily whole.
 */
export function studentQuantile(confidence: number, degrees: number): number {
  // Comparing many points asks for the same few again and again; beyond a thousand degrees T is normal.
  const rounded = degrees > 1000 ? 1e6 : degrees < 10 ? degrees : Math.floor(degrees);
  const key = `${confidence} ${rounded}`;
  let t = known.get(key);
  if (t === undefined) {
    const share = betaQuantile(confidence, 0.5, rounded / 2);
    t = Math.sqrt((rounded * share) / (1 - share));
    if (known.size > 10_000) known.clear();
    known.set(key, t);
  }
  return t;
}

/** The t that Student's T exceeds with probability `tail`, in (0, 1/2). */
export function studentTail(tail: number, degrees: number): number {
  return studentQuantile(1 - 2 * tail, degrees);
}
