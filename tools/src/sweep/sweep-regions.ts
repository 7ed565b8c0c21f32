/** The part of docs/results.md about the sweep. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import type { ChartFile } from '@verbatim/report';
import { runInWords } from '../docs/cpu-tables.js';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { grouped, readable } from '../docs/numbers.js';
import { scalingClaimTables } from './claim-tables.js';
import { crossoverTables } from './crossover-tables.js';
import { keptTable, liveTable } from './memory-tables.js';
import { notVisited, type Planned } from './not-visited.js';
import { skippedTable } from './skipped-table.js';
import { chartImages, SHOWN_CHARTS } from './sweep-charts.js';
import { type ShownTimes, timeLawTable, timeTable } from './time-tables.js';
import { windowTables } from './window-tables.js';

const K = 1024;
const MICROSECONDS = { name: 'µs', size: 1e3 };
const MILLISECONDS = { name: 'ms', size: 1e6 };
const DECODE: ShownTimes = { suite: 'decode', lengths: [K, 16 * K, 256 * K, K * K], unit: MICROSECONDS };
const PREFILL: ShownTimes = { suite: 'prefill', lengths: [K, 16 * K, 256 * K, K * K], unit: MILLISECONDS };
const CONSTRUCTION: ShownTimes = { suite: 'construction', lengths: [K, 16 * K, 256 * K], unit: MILLISECONDS };
const WINDOWS_AT = [8 * K, K * K];
/** Where the results page finds the charts. */
const FOLDER = 'results/';

/** All regions, by name. `planned` are the points that the run was to visit. */
export function sweepRegions(
  result: BenchResult,
  charts: ReadonlyMap<string, ChartFile>,
  planned: readonly Planned[],
): Readonly<Record<string, string>> {
  const withCharts = (part: keyof typeof SHOWN_CHARTS, ...tables: readonly string[]) =>
    [chartImages(charts, SHOWN_CHARTS[part], FOLDER), ...tables].join('\n\n');
  const times = (shown: ShownTimes) => [timeTable(result, shown), timeLawTable(result, shown.suite)];
  return {
    'sweep-run': runTables(result),
    'sweep-decode': withCharts('decode', ...times(DECODE)),
    'sweep-prefill': withCharts('prefill', ...times(PREFILL)),
    'sweep-construction': withCharts('construction', ...times(CONSTRUCTION)),
    'sweep-memory': withCharts('memory', keptTable(result), liveTable(result, ['decode', 'prefill', 'construction'])),
    'sweep-crossovers': withCharts('crossovers', crossoverTables(result)),
    'sweep-roofline': withCharts('roofline'),
    'sweep-claims': scalingClaimTables(result),
    'sweep-windows': windowTables(result, WINDOWS_AT),
    'sweep-skipped': [skippedTable(result), ...notVisited(result, planned)].join('\n\n'),
  };
}

/** Of so many samples a median should be at least. */
const ENOUGH_SAMPLES = 20;

/** How many medians with a cold cache there are, and how many are of few samples. */
function samplesText(points: readonly BenchPoint[]): string {
  const counts = points.flatMap(({ cold, clock }) => (clock === 'device' && cold ? [cold.samples.length] : []));
  const few = counts.filter((count) => count < ENOUGH_SAMPLES).length;
  return (
    `Of ${grouped(counts.length)} times with a cold cache by the device's clock ${grouped(few)} are medians of fewer than ` +
    `${ENOUGH_SAMPLES} samples: sampling ends when the interval is within 1 % or the time for a point is over.`
  );
}

/** Who made it, how much of it was measured, and the ceilings. */
function runTables({ run, points, ceilings, devices }: BenchResult): string {
  const count = (status: string) => points.filter((point) => point.status === status).length;
  const others = (['wrong', 'failed', 'skipped'] as const).map((status) => `${grouped(count(status))} ${status}`);
  const device = devices.webgpu?.description ?? run.device ?? 'no GPU';
  const { f32, f16 } = ceilings.matrixProductTeraflops;
  const cell = (value: number | null) => (value === null ? 'not measured' : readable(value));
  return [
    runInWords(run),
    wrapped(
      `On ${device}. Of ${grouped(points.length)} points ${grouped(count('measured'))} were measured: ${others.join(', ')}.`,
    ),
    wrapped(samplesText(points)),
    markdownTable(
      [['ceiling'], ['measured in the same run', 'right']],
      [
        ['copy, GB/s', cell(ceilings.copyGigabytesPerSecond)],
        ['matrix product in f32, TFLOP/s', cell(f32)],
        ['matrix product in f16, TFLOP/s', cell(f16)],
      ],
    ),
  ].join('\n\n');
}
