import type { BenchResult, TimeSummary } from './result.js';

/** One entry of the JSON that github-action-benchmark reads as `customSmallerIsBetter`. */
export interface SmallerIsBetter {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/**
 * The measured points in the format of github-action-benchmark (`tool: customSmallerIsBetter`): times in ns, with half of their
 * interval as the range, and bytes.
 */
export function toGithubActionBenchmark({ points, run, devices }: BenchResult): SmallerIsBetter[] {
  return points
    .filter(({ status }) => status === 'measured')
    .flatMap((point) => {
      const device = devices[point.backend]?.description ?? run.host.cpu;
      const time = (name: string, summary: TimeSummary | null): SmallerIsBetter[] =>
        summary === null
          ? []
          : [
              {
                name: `${point.id} ${name}`,
                unit: 'ns',
                value: summary.median,
                range: `± ${Number(((summary.high - summary.low) / 2).toPrecision(3))}`,
                extra: `${device}\n${summary.samples.length} samples, ${Number((100 * summary.confidence).toFixed(1))} % interval ${summary.low} to ${summary.high}`,
              },
            ];
      const bytes = point.memory?.ledgerBytes;
      return [
        ...time('cold', point.cold),
        ...time('hot', point.hot),
        ...(bytes === undefined ? [] : [{ name: `${point.id} memory`, unit: 'bytes', value: bytes, extra: device }]),
      ];
    });
}
