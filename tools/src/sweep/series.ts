/** The points of a sweep as series, in the order in which the suites declare them. */
import type { BenchPoint, BenchResult, FittedLaw, TimeSummary } from '@verbatim/bench';

/** One kernel of a suite in one precision on one backend. */
export interface SweepSeries {
  /** `suite/kernel/precision/backend`, as laws name it. */
  readonly name: string;
  readonly kernel: string;
  readonly precision: BenchPoint['precision'];
  readonly backend: BenchPoint['backend'];
  /** By increasing length, also those that were not measured. */
  readonly points: readonly BenchPoint[];
}

/** The name of the series of a point. */
export function seriesName({ suite, kernel, precision, backend }: BenchPoint): string {
  return [suite, kernel, precision, backend].join('/');
}

/** `decode/rnn-step/f32/webgpu` as `rnn-step f32`, and on another backend as `attention-decode f32 (cuda)`. */
export function shortName(series: string): string {
  const [, kernel, precision, backend] = series.split('/');
  if (kernel === undefined || precision === undefined) return series;
  return `${kernel} ${precision}${backend === undefined || backend === 'webgpu' ? '' : ` (${backend})`}`;
}

/** The series of a suite. Laws are in the order of the suites; points are in the order in which they were visited. */
export function seriesOf({ points, laws }: BenchResult, suite: string): SweepSeries[] {
  const declared = new Map(laws.map(({ series }, i) => [series, i]));
  const byName = new Map<string, BenchPoint[]>();
  for (const point of points.filter((each) => each.suite === suite))
    byName.set(seriesName(point), [...(byName.get(seriesName(point)) ?? []), point]);
  return [...byName]
    .map(([name, found]): SweepSeries => {
      const { kernel, precision, backend } = found[0]!;
      return { name, kernel, precision, backend, points: found.toSorted((a, b) => a.length - b.length) };
    })
    .sort((a, b) => (declared.get(a.name) ?? declared.size) - (declared.get(b.name) ?? declared.size));
}

/** The time that laws are fitted to: with a cold cache, or with a hot one where only that was taken. */
export function timeAt({ points }: SweepSeries, length: number): TimeSummary | null {
  const point = points.find((each) => each.length === length);
  return point?.cold ?? point?.hot ?? null;
}

/** The law of a series. */
export function lawOf({ laws }: BenchResult, name: string, quantity: FittedLaw['quantity']): FittedLaw | undefined {
  return laws.find((law) => law.series === name && law.quantity === quantity);
}

/** Whether the points tell a law: without an interval its numbers are a fit that others are as good as. */
export function isTold({ exponentInterval }: FittedLaw): boolean {
  return exponentInterval !== null;
}
