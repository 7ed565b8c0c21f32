/** Least squares through points (x, y): does y grow linearly in x, and how fast? */
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';

/** A line through points, and how well it fits. */
export interface LinearFit {
  readonly slope: number;
  readonly intercept: number;
  /** The interval of the slope at `confidence`, for independent normal errors of equal size. */
  readonly slopeInterval: readonly [low: number, high: number];
  readonly confidence: number;
  /** The share of the variance of y that the line explains; 1 when all points lie on it. */
  readonly rSquared: number;
  /** (y − line) / line, point by point: a bend shows here when R² hides it. */
  readonly relativeResiduals: readonly number[];
}

/** One point of a fit. */
export type FitPoint = readonly [x: number, y: number];

/**
 * Fits a line by least squares.
 *
 * @throws RangeError for fewer than three points, or when all x are equal.
 */
export function linearFit(points: readonly FitPoint[], confidence = 0.95): LinearFit {
  const m = points.length;
  if (m < 3) throw new RangeError(`${m} points; three or more are needed to judge a line`);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / m;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / m;
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const syy = points.reduce((sum, [, y]) => sum + (y - meanY) ** 2, 0);
  if (sxx === 0) throw new RangeError('all x are equal; two or more different ones are needed');
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const residuals = points.map(([x, y]) => y - (intercept + slope * x));
  const unexplained = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const margin = studentQuantile(confidence, m - 2) * Math.sqrt(unexplained / (m - 2) / sxx);
  return {
    slope,
    intercept,
    slopeInterval: [slope - margin, slope + margin],
    confidence,
    rSquared: syy === 0 ? 1 : 1 - unexplained / syy,
    relativeResiduals: residuals.map((residual, i) => residual / (points[i]![1] - residual)),
  };
}

/** The t with Pr[|T| ≤ t] = confidence for Student's T, by way of T² / (ν + T²) ~ Beta(1/2, ν/2). */
function studentQuantile(confidence: number, degrees: number): number {
  const share = betaQuantile(confidence, 0.5, degrees / 2);
  return Math.sqrt((degrees * share) / (1 - share));
}

/** The line on which every point lies exactly, or null when there is none: for counts, which have no noise. */
export function exactLine(points: readonly FitPoint[]): { readonly slope: number; readonly intercept: number } | null {
  const [first, second] = points;
  if (first === undefined || second === undefined) return null;
  const slope = (second[1] - first[1]) / (second[0] - first[0]);
  const intercept = first[1] - slope * first[0];
  return points.every(([x, y]) => y === intercept + slope * x) ? { slope, intercept } : null;
}
