/** Compares the exponents of the series that two runs share. */
import { bytesLaw } from './bytes-fit.js';
import type { ExponentChange } from './comparison.js';
import type { BenchPoint, FittedLaw } from './result.js';
import { timeLaw } from './scaling-fit.js';

/** The same point in both runs. */
export type PointPair = readonly [base: BenchPoint, next: BenchPoint];

/** High, since there are many series and intervals of both runs must part. */
const CONFIDENCE = 0.999;
/** Exponents of times that differ by less are called the same. */
const LEAST_CHANGE = 0.1;
const LEAST_LENGTHS = 4;

/** The series of a point: its id without the length. */
export function seriesOf({ suite, kernel, precision, backend }: BenchPoint): string {
  return `${suite}/${kernel}/${precision}/${backend}`;
}

/**
 * Fits the laws of both runs over the lengths that both measured, and compares their exponents.
 *
 * @param timesCompare - whether the times of a point in both runs can be compared: those of another device grow as they like.
 */
export function compareExponents(
  pairs: readonly PointPair[],
  timesCompare: (pair: PointPair) => boolean = () => true,
): ExponentChange[] {
  const series = new Map<string, PointPair[]>();
  for (const pair of pairs) {
    const name = seriesOf(pair[0]);
    series.set(name, [...(series.get(name) ?? []), pair]);
  }
  return [...series].flatMap(([name, members]) => {
    // A suite may have several points at one length, such as windows: their ids differ, and so no law is fitted over them.
    const lengths = new Set(members.map(([{ length }]) => length));
    if (lengths.size < LEAST_LENGTHS || lengths.size < members.length) return [];
    const counted = members.filter(([base, next]) => base.memory !== null && next.memory !== null);
    const timed = members.filter((pair) => pair.every((point) => timeOf(point) !== null) && timesCompare(pair));
    return [
      ...(counted.length < LEAST_LENGTHS
        ? []
        : [change(sides(counted, (points) => bytesLaw(name, points.map(bytesOf))))]),
      ...(timed.length < LEAST_LENGTHS
        ? []
        : [change(sides(timed, (points) => timeLaw(name, points.map(timesOf), CONFIDENCE)))]),
    ];
  });
}

/** The laws of both runs over the same lengths: where one left out lengths that bend away, they are left out of both. */
function sides(pairs: readonly PointPair[], law: (points: readonly BenchPoint[]) => FittedLaw): [FittedLaw, FittedLaw] {
  const base = law(pairs.map(([point]) => point));
  const next = law(pairs.map(([, point]) => point));
  const common = pairs.filter(([{ length }]) => base.lengths.includes(length) && next.lengths.includes(length));
  return common.length < pairs.length && base.lengths.length !== next.lengths.length
    ? [law(common.map(([point]) => point)), law(common.map(([, point]) => point))]
    : [base, next];
}

function change([base, next]: readonly [FittedLaw, FittedLaw]): ExponentChange {
  return {
    series: base.series,
    quantity: base.quantity,
    base: base.exponent,
    next: next.exponent,
    baseInterval: base.exponentInterval,
    nextInterval: next.exponentInterval,
    verdict: verdictOf(base, next),
  };
}

function verdictOf(base: FittedLaw, next: FittedLaw): ExponentChange['verdict'] {
  const [before, after] = [base.exponentInterval, next.exponentInterval];
  if (before === null || after === null) return 'undecided';
  const least = base.quantity === 'bytes' ? 0 : LEAST_CHANGE;
  if (after[0] > before[1] && next.exponent - base.exponent > least) return 'steeper';
  if (after[1] < before[0] && base.exponent - next.exponent > least) return 'flatter';
  return 'same';
}

const timeOf = ({ cold, hot }: BenchPoint) => cold ?? hot;
const bytesOf = ({ length, memory }: BenchPoint) => ({ length, bytes: memory!.ledgerBytes });
const timesOf = (point: BenchPoint) => ({ length: point.length, time: timeOf(point)! });
