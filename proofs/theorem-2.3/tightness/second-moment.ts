/** Lower bounds by the second moment: with X the number of pairs for which an event happens, P(X > 0) ≥ E[X]²/E[X²]. */
import type { Fraction } from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import {
  type JointProbability,
  type JointProbabilityOf,
  jointProbabilities,
  lastWindow,
  type PairKind,
  pairEvent,
} from './pair-events.js';

const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** E[X] and E[X²]. */
export interface Moments {
  readonly mean: Fraction;
  readonly meanSquare: Fraction;
}

/** C(m, 2), and 0 for m < 2. */
function pairsOf(m: number): bigint {
  return m < 2 ? 0n : (BigInt(m) * BigInt(m - 1)) / 2n;
}

/** `alone` D⁻ⁿ + `differing` D⁻ⁿ (1 − 1/D). */
function weighted(alphabetSize: number, ngram: number, alone: bigint, differing: bigint): Fraction {
  const D = BigInt(alphabetSize);
  return { numerator: alone * D + differing * (D - 1n), denominator: D ** BigInt(ngram + 1) };
}

/**
 * E[X] for the pairs with a distance above `apart`: 0 for all of them, n for those that neither overlap nor touch. A
 * start has nothing to differ from where the first window is at 0.
 */
export function meanOf(kind: PairKind, { alphabetSize, ngram, length }: Size, apart: 0 | 'ngram' = 0): Fraction {
  const windows = lastWindow(kind, length, ngram) + 1 - (apart === 0 ? 0 : ngram);
  if (kind === 'repeat') return weighted(alphabetSize, ngram, pairsOf(windows), 0n);
  if (kind === 'conflict') return weighted(alphabetSize, ngram, 0n, pairsOf(windows));
  return weighted(alphabetSize, ngram, BigInt(Math.max(windows - 1, 0)), pairsOf(windows - 1));
}

/**
 * The joint probabilities of all ordered pairs of pairs, as [probability, how often]. They depend on both distances and
 * on how far the one pair is from the other, and for starts on whether a window is at 0: one place stands for all others.
 */
function* jointClasses(
  kind: PairKind,
  { ngram, length }: Size,
  jointOf: JointProbabilityOf,
): Generator<[JointProbability | null, number]> {
  const last = lastWindow(kind, length, ngram);
  for (let d = 1; d <= last; d++) {
    for (let e = d; e <= last; e++) {
      const weight = d === e ? 1 : 2;
      for (let offset = d - last; offset <= last - e; offset++) {
        // The first pair starts at i, the second at i + offset.
        const from = Math.max(0, -offset);
        const to = Math.min(last - d, last - e - offset);
        const at = (i: number) => jointOf(pairEvent(kind, i, d, ngram), pairEvent(kind, i + offset, e, ngram));
        if (to < from) continue;
        if (kind !== 'start') {
          yield [at(from), weight * (to - from + 1)];
          continue;
        }
        yield [at(from), weight];
        if (to > from) yield [at(to), weight * (to - from)];
      }
    }
  }
}

/**
 * E[X] and E[X²] over all pairs of windows of a uniform string, exactly; time of the order of (L − n)³ n.
 *
 * @param jointOf - the probability that two events happen together; another one for controls.
 */
export function moments(
  kind: PairKind,
  size: Size,
  jointOf: JointProbabilityOf = jointProbabilities(size.length, size.ngram),
): Moments {
  const { alphabetSize, ngram } = size;
  const counts = new Map<number, number>(); // by 3·rank + differing
  for (const [joint, count] of jointClasses(kind, size, jointOf)) {
    if (joint === null) continue;
    const key = 3 * joint.rank + joint.differing;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const D = BigInt(alphabetSize);
  const exponent = 2 * ngram + 2;
  let numerator = 0n;
  for (const [key, count] of counts) {
    const [rank, differing] = [Math.floor(key / 3), key % 3];
    numerator += BigInt(count) * (D - 1n) ** BigInt(differing) * D ** BigInt(exponent - rank - differing);
  }
  return { mean: meanOf(kind, size), meanSquare: { numerator, denominator: D ** BigInt(exponent) } };
}

/** E[X]²/E[X²] ≤ P(X > 0), by the inequality of Cauchy and Schwarz; 0 if there is no pair. */
export function secondMomentBound({ mean, meanSquare }: Moments): Fraction {
  if (mean.numerator === 0n) return ZERO;
  return {
    numerator: mean.numerator ** 2n * meanSquare.denominator,
    denominator: mean.denominator ** 2n * meanSquare.numerator,
  };
}

/** μ/(1 + μ). */
export function boundOfMean({ numerator, denominator }: Fraction): Fraction {
  return { numerator, denominator: denominator + numerator };
}

/**
 * μ/(1 + μ) ≤ P(X > 0), with μ the mean number of starts or conflicts whose windows are more than n apart: two such
 * events are independent or exclude each other, so that the variance is at most the mean. 0 for L ≤ 2n.
 */
export function apartBound(kind: 'start' | 'conflict', size: Size): Fraction {
  return boundOfMean(meanOf(kind, size, 'ngram'));
}
