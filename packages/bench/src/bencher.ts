import type { BenchResult, TimeSummary } from './result.js';

/** A value of the Bencher Metric Format. */
export interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** The Bencher Metric Format: benchmark, measure, metric. */
export type BencherMetrics = Readonly<Record<string, Readonly<Record<string, BencherMetric>>>>;

/**
 * The measured points in the Bencher Metric Format. `latency`, a measure that Bencher knows, is the time in ns with inputs
 * rotated past the cache, or the only time there is; `latency-hot`, `memory` (bytes) and `dispatches` are measures of ours.
 */
export function toBencher({ points }: BenchResult): BencherMetrics {
  return Object.fromEntries(
    points
      .filter(({ status }) => status === 'measured')
      .map(({ id, cold, hot, memory, dispatches }) => {
        const latency = cold ?? hot;
        return [
          id,
          {
            ...(latency === null ? {} : { latency: metric(latency) }),
            ...(cold === null || hot === null ? {} : { 'latency-hot': metric(hot) }),
            ...(memory === null ? {} : { memory: { value: memory.ledgerBytes } }),
            ...(dispatches === null ? {} : { dispatches: { value: dispatches } }),
          },
        ];
      }),
  );
}

function metric({ median, low, high }: TimeSummary): BencherMetric {
  return { value: median, lower_value: low, upper_value: high };
}
