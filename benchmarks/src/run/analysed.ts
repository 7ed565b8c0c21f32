/** What the points of a run come to: a law for each series, the lengths at which one overtakes another, and the claims. */
import {
  type BenchPoint,
  type BenchResult,
  bytesCrossover,
  bytesLaw,
  type Crossover,
  type CrossoverNames,
  type FittedLaw,
  type ScalingFit,
  scalingFit,
  scalingPoint,
  timeCrossover,
  timeLaw,
} from '@verbatim/bench';
import { verifyClaims } from '@verbatim/evidence';
import { scalingClaims } from '../claims/scaling-claims.js';
import { isDecodeAttention, isRecurrence, isTiledAttention, type Series } from '../claims/series.js';

/** Two lengths make a line, and that is the least that can be called a law. */
const LEAST_LENGTHS = 2;

/** Adds laws, crossovers and claims to the points of a run. */
export async function analysed(result: BenchResult): Promise<BenchResult> {
  const series = allSeries(result.points);
  const laws = series.flatMap((each) => [...timeLaws(each), ...bytesLaws(each)]);
  const crossovers = crossoversOf(series, laws);
  const found = { ...result, laws, crossovers };
  const { seed, command } = result.run;
  const claims = await verifyClaims(scalingClaims(found), { effort: 'quick', seed, replay: () => command });
  return { ...found, claims };
}

/** Measured points by series, each by increasing length. */
function allSeries(points: readonly BenchPoint[]): Series[] {
  const byName = new Map<string, BenchPoint[]>();
  for (const point of points) {
    if (point.status !== 'measured') continue;
    const name = [point.suite, point.kernel, point.precision, point.backend].join('/');
    byName.set(name, [...(byName.get(name) ?? []), point]);
  }
  return [...byName].map(([name, found]) => ({
    name,
    kernel: found[0]!.kernel,
    points: found.toSorted((a, b) => a.length - b.length),
  }));
}

/** The cold time, or the hot one where only that was taken. */
function timesOf({ points }: Series) {
  return points.flatMap(({ length, cold, hot }) => {
    const time = cold ?? hot;
    return time === null ? [] : [{ length, time }];
  });
}

function timeLaws(series: Series): FittedLaw[] {
  const times = timesOf(series);
  return times.length < LEAST_LENGTHS ? [] : [timeLaw(series.name, times)];
}

function bytesLaws({ name, points }: Series): FittedLaw[] {
  const bytes = points.flatMap(({ length, memory }) =>
    memory === null ? [] : [{ length, bytes: memory.ledgerBytes }],
  );
  return bytes.length < LEAST_LENGTHS ? [] : [bytesLaw(name, bytes)];
}

/** Where attention's memory and time outgrow those of each recurrence. */
function crossoversOf(series: readonly Series[], laws: readonly FittedLaw[]): Crossover[] {
  const bytes = (name: string) => laws.find((law) => law.series === name && law.quantity === 'bytes');
  const memory = pairs(series, 'state', isDecodeAttention, 'KV cache bytes against state bytes').flatMap((names) => {
    const [first, second] = [bytes(names.first), bytes(names.second)];
    return first === undefined || second === undefined ? [] : [bytesCrossover(names, first, second)];
  });
  const fits = new Map<string, ScalingFit>();
  for (const each of series) {
    const times = timesOf(each);
    if (times.length < LEAST_LENGTHS) continue;
    fits.set(each.name, scalingFit(times.map(({ length, time }) => scalingPoint(length, time))));
  }
  const time = [
    ...pairs(series, 'decode', isDecodeAttention, 'time for one more token'),
    ...pairs(series, 'prefill', isTiledAttention, 'time for a whole input'),
  ].flatMap((names) => {
    const [first, second] = [fits.get(names.first), fits.get(names.second)];
    return first === undefined || second === undefined ? [] : [timeCrossover(names, first, second)];
  });
  return [...memory, ...time];
}

/** Attention with each recurrence of a suite, in the same precision where the recurrence has it, else in f32. */
function pairs(
  series: readonly Series[],
  suite: string,
  isAttention: (series: Series) => boolean,
  what: string,
): CrossoverNames[] {
  const ofSuite = series.filter(({ name }) => name.startsWith(`${suite}/`));
  const recurrences = ofSuite.filter(isRecurrence);
  return ofSuite.filter(isAttention).flatMap((attention) => {
    const { precision, backend } = attention.points[0]!;
    return recurrences
      .filter(({ kernel, points: [point] }) => {
        const same = recurrences.some(
          (other) =>
            other.kernel === kernel && other.points[0]!.precision === precision && other.points[0]!.backend === backend,
        );
        return point!.backend === backend && point!.precision === (same ? precision : 'f32');
      })
      .map(({ name }) => ({ what, first: attention.name, second: name }));
  });
}
