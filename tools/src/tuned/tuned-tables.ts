/** The part of docs/results.md about the tuned kernels. */
import type { BenchResult } from '@verbatim/bench';
import { runInWords } from '../docs/cpu-tables.js';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { duration, grouped, readable } from '../docs/numbers.js';
import type { GpuConstructionResult } from '../gpu/construction.js';
import type { Peer } from '../pytorch/peer.js';
import { type NotVisited, notVisited, type TunedRow, tunedRows } from './tuned-rows.js';

/** What the tables are made of. */
export interface TunedResults {
  readonly tuned: BenchResult;
  /** The sweep of before. */
  readonly first: BenchResult;
  readonly peer: Peer;
  readonly construction: GpuConstructionResult;
}

/** The run and how much of it there is, a row for each point, what is missing, and the strings copied. */
export function tunedTables({ tuned, first, peer, construction }: TunedResults): string {
  const rows = tunedRows(tuned, first, peer);
  const { planned, series } = notVisited(tuned);
  return [
    runInWords(tuned.run),
    wrapped(howMuch(tuned, rows.length, planned)),
    wrapped(
      `Floors are the least bytes over ${readable(tuned.ceilings.copyGigabytesPerSecond!)} GB/s, the copy in this run, or the ` +
        `operations over the rate of PyTorch's matrix product, ${readable(peer.gemm_f32_4096_TFLOPs)} TFLOP/s in f32 and ` +
        `${readable(peer.gemm_f16_4096_TFLOPs)} in f16, where that takes longer.`,
    ),
    pointTable(rows),
    ...(series.length === 0
      ? []
      : [wrapped('Not measured, since the run was stopped before it came to them:'), missingTable(series)]),
    wrapped('The copying construction, also where every letter is computed from those before it (_generate_):'),
    constructionTable(construction),
  ].join('\n\n');
}

function howMuch({ points }: BenchResult, measured: number, planned: number): string {
  const skipped = points.filter(({ status }) => status === 'skipped').length;
  const wrong = points.filter(({ status }) => status === 'wrong' || status === 'failed').length;
  const stopped = points.length < planned ? ' The run was stopped; of what is left no law in L is told.' : '';
  return (
    `Of ${grouped(planned)} points ${grouped(measured)} were measured, ${grouped(skipped)} skipped and ${grouped(wrong)} wrong ` +
    `or failed.${stopped}`
  );
}

function pointTable(rows: readonly TunedRow[]): string {
  const cell = (time: number | null) => (time === null ? '–' : duration(time));
  const over = (time: number | null, ours: number) => (time === null ? '–' : readable(time / ours));
  return markdownTable(
    [
      ['operation'],
      ['precision'],
      ['backend'],
      ['L', 'right'],
      ['time', 'right'],
      ['floor', 'right'],
      ['its limit'],
      ['time / floor', 'right'],
      ['first sweep', 'right'],
      ['gain', 'right'],
      ['PyTorch', 'right'],
      ['PyTorch / ours', 'right'],
    ],
    rows.map(({ point, time, floor, first, peer }) => [
      point.kernel,
      point.precision,
      point.backend,
      grouped(point.length),
      duration(time),
      duration(floor.time),
      floor.limit,
      readable(time / floor.time),
      cell(first),
      over(first, time),
      cell(peer),
      over(peer, time),
    ]),
  );
}

function missingTable(series: readonly NotVisited[]): string {
  return markdownTable(
    [['operation'], ['precision'], ['backend'], ['L']],
    series.map(({ series: name, lengths }) => [...name.split('/').slice(1), lengths.map(grouped).join('; ')]),
  );
}

function constructionTable({ points }: GpuConstructionResult): string {
  return markdownTable(
    [
      ['string'],
      ['D', 'right'],
      ['n', 'right'],
      ['L', 'right'],
      ['mode'],
      ['wrong letters', 'right'],
      ['seconds', 'right'],
      ['letters/s', 'right'],
      ['µs/letter', 'right'],
    ],
    points
      .filter(({ brokenScale }) => brokenScale === null)
      .map(({ name, alphabetSize, ngram, length, mode, wrongLetters, seconds }) => [
        name,
        grouped(alphabetSize),
        grouped(ngram),
        grouped(length),
        mode,
        grouped(wrongLetters),
        readable(seconds.median),
        grouped(Math.round(length / seconds.median)),
        readable((1e6 * seconds.median) / length),
      ]),
  );
}
