/**
 * The claims about measured times. Only times by the device's own clock count: the host's include transfers, which grow as
 * they like. Each returns null where the run has no series to judge.
 */
import { type BenchPoint, type BenchResult, type ScalingPoint, scalingPoint } from '@verbatim/bench';
import { type Claim, type Control, claim, control, type Method } from '@verbatim/evidence';
import { type FitGrowth, fittedGrowth, onePowerMore, type TimeSeries } from './fitted-growth.js';
import {
  isBoundedMemory,
  isDecodeAttention,
  isNaiveAttention,
  isRecurrence,
  isTiledAttention,
  isWindowAttention,
  LEAST_LENGTHS,
  type Series,
  seriesOf,
  slugOf,
  windowOf,
} from './series.js';

const SOURCE = 'docs/measuring.md, from the operations and bytes of each kernel';
/** A shorter input is not L·m: its first m queries see less than a window, and they are then too many of all. */
const LEAST_WINDOWS = 8;
/** Windows that a length must have, and over how large a range, for growth with them to be claimed. */
const WINDOW_POINTS = 4;
const WINDOW_RANGE = 10;

/** One more token: attention reads its whole cache, a bounded memory as much at every length. */
export function decodeTime(result: BenchResult, fit: FitGrowth): Claim | null {
  const sweeps = seriesOf(result, ['decode']);
  const attention = timesOf(sweeps.filter(isDecodeAttention));
  const bounded = timesOf(sweeps.filter(isBoundedMemory));
  if (attention.length === 0 || bounded.length === 0) return null;
  return claim({
    id: 'scaling/decode-time',
    statement:
      'The time for one more token grows as L^1 with attention to all positions, and as L^0 with a recurrence or a window.',
    source: SOURCE,
    expected: 'holds',
    ...grown(
      [...attention.map((series) => [1, series] as const), ...bounded.map((series) => [0, series] as const)],
      fit,
    ),
  });
}

/** A whole input at once: every pair of positions, or every position. */
export function prefillTime(result: BenchResult, fit: FitGrowth): Claim | null {
  const sweeps = seriesOf(result, ['prefill']);
  const attention = timesOf(sweeps.filter((series) => isTiledAttention(series) || isNaiveAttention(series)));
  const scans = timesOf(sweeps.filter(isRecurrence));
  if (attention.length === 0 || scans.length === 0) return null;
  return claim({
    id: 'scaling/prefill-time',
    statement: 'The time to read an input grows as L^2 with attention, and as L^1 with a recurrence.',
    source: SOURCE,
    expected: 'holds',
    ...grown([...attention.map((series) => [2, series] as const), ...scans.map((series) => [1, series] as const)], fit),
  });
}

/**
 * Attention to the last m positions costs L·m operations: linear in L at one m, and in m at one L. Its inputs and outputs have
 * the same bytes at every m, so growth with m is not claimed of windows in which bytes bound the time by the ceilings of the run.
 */
export function windowAttentionTime(result: BenchResult, fit: FitGrowth): Claim | null {
  const windowed = seriesOf(result, ['prefill']).filter(isWindowAttention);
  const byLength = timesOf(
    windowed.map((series) => ({
      ...series,
      points: series.points.filter(
        (point) => point.length >= LEAST_WINDOWS * (windowOf(point) ?? Number.POSITIVE_INFINITY),
      ),
    })),
  );
  const byWindow = timesByWindow(windowed.flatMap(({ points }) => points));
  if (byLength.length === 0) return null;
  return claim({
    id: 'scaling/window-attention',
    statement:
      `The time of attention to the last m of L positions grows as L·m where L ≥ ${LEAST_WINDOWS}·m: as L^1 at one m` +
      `${byWindow.length === 0 ? '' : ', and as m^1 at one L, but for windows that the ceilings of the run say are bound by bytes'}.`,
    source: SOURCE,
    expected: 'holds',
    ...grown(
      [...byLength, ...byWindow].map((series) => [1, series] as const),
      fit,
    ),
  });
}

/** A method for each series and its power, and a control for each. */
function grown(claimed: readonly (readonly [p: number, series: TimeSeries])[], fit: FitGrowth) {
  const methods: Method[] = claimed.map(([p, series]) => fittedGrowth(slugOf(series.name), p, series, fit));
  const controls: Control[] = claimed.map(([p, series]) => steeper(p, series, fit));
  return { methods, controls };
}

function steeper(p: number, series: TimeSeries, fit: FitGrowth): Control {
  const name = slugOf(series.name);
  return control({
    name: `${name}-one-power-more`,
    breaks: `the part of the time that grows is multiplied by ${series.variable}`,
    method: fittedGrowth(name, p, onePowerMore(series, fit), fit),
  });
}

/** Times by length, of the series with lengths enough. */
function timesOf(series: readonly Series[]): TimeSeries[] {
  return series
    .map(({ name, points }) => ({ name, variable: 'L', points: points.flatMap((point) => timed(point.length, point)) }))
    .filter(({ points }) => points.length >= LEAST_LENGTHS);
}

/** Times by window, where a length was measured with windows enough that the run's ceilings do not say are bound by bytes. */
function timesByWindow(points: readonly BenchPoint[]): TimeSeries[] {
  const groups = new Map<string, BenchPoint[]>();
  for (const point of points) {
    const short = point.length < LEAST_WINDOWS * (windowOf(point) ?? Number.POSITIVE_INFINITY);
    if (short || point.achieved?.bound === 'memory') continue;
    const name = `${point.suite}/window-attention-at-${point.length}/${point.precision}/${point.backend}`;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return [...groups]
    .map(([name, found]) => ({
      name,
      variable: 'm',
      points: found.toSorted((a, b) => windowOf(a)! - windowOf(b)!).flatMap((point) => timed(windowOf(point)!, point)),
    }))
    .filter(
      ({ points }) => points.length >= WINDOW_POINTS && points.at(-1)!.length >= WINDOW_RANGE * points[0]!.length,
    );
}

/** The time of a point with a cold cache, or with a hot one where only that was taken. */
function timed(x: number, { clock, cold, hot }: BenchPoint): ScalingPoint[] {
  const time = cold ?? hot;
  return clock !== 'device' || time === null ? [] : [scalingPoint(x, time)];
}
