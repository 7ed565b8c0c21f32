/** The part of docs/results.md about the tuned kernels. */
import type { BenchResult } from '@verbatim/bench';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { duration, grouped, readable } from '../docs/numbers.js';
import type { GpuConstructionResult } from '../gpu/construction.js';
import type { MeasuredCopy } from '../gpu/measure-copy.js';
import type { Peer } from '../pytorch/peer.js';
import { gainTable } from './gain-table.js';
import { type Asked, type GoalOutcome, goalOutcomes } from './goals.js';
import { type TunedRow, tunedRows } from './tuned-rows.js';

/** What the tables are made of. */
export interface TunedResults {
  /** The sweep. */
  readonly sweep: BenchResult;
  /** The sweep of before, with the first kernels. */
  readonly first: BenchResult;
  readonly peer: Peer;
  readonly construction: GpuConstructionResult;
}

/** What was asked for, and a row for each point of the tuned kernels; the gain over the first sweep. */
export function tunedRegions({ sweep, first, peer, construction }: TunedResults): Record<string, string> {
  const rows = tunedRows(sweep, first, peer);
  return {
    goals: [
      wrapped(
        `Floors are the least bytes over ${readable(sweep.ceilings.copyGigabytesPerSecond!)} GB/s, the copy in this run, or ` +
          `the operations over the rate of PyTorch's matrix product, ${readable(peer.gemm_f32_4096_TFLOPs)} TFLOP/s in f32 ` +
          `and ${readable(peer.gemm_f16_4096_TFLOPs)} in f16, where that takes longer.`,
      ),
      goalTable(goalOutcomes(rows, sweep)),
      wrapped('The copying construction, also where every letter is computed from those before it (_generate_):'),
      constructionTable(construction, sweep.ceilings.copyGigabytesPerSecond!),
    ].join('\n\n'),
    tuned: pointTable(rows),
    gains: gainTable(first, sweep),
  };
}

function goalTable(outcomes: readonly GoalOutcome[]): string {
  return markdownTable(
    [
      ['operation'],
      ['precision'],
      ['L', 'right'],
      ['backend'],
      ['limit'],
      ['floor', 'right'],
      ['time', 'right'],
      ['time / floor', 'right'],
      ['PyTorch / ours', 'right'],
      ['came', 'right'],
      ['reach', 'right'],
      ['aim', 'right'],
      ['met'],
    ],
    outcomes.map(({ goal, row, came, met }) => [
      goal.kernel,
      goal.precision,
      grouped(goal.length),
      row?.point.backend ?? goal.backend ?? '–',
      ...(row === null
        ? ['–', '–', 'not measured', '–', '–']
        : [
            row.floor.limit,
            duration(row.floor.time),
            duration(row.time),
            readable(row.time / row.floor.time),
            row.peer === null ? '–' : readable(row.peer / row.time),
          ]),
      [...new Set(came.map(asked))].join('; ') || '–',
      goal.reach === null ? '–' : asked(goal.reach),
      goal.aim === null ? '–' : asked(goal.aim),
      met === null ? 'not measured' : met === 'neither' ? `**${goal.reach === null ? 'aim' : 'reach'} not**` : met,
    ]),
  );
}

/** `2,400 GB/s`, `95 % of the copy`, `1.1 times PyTorch`. */
function asked({ value, measure }: Asked): string {
  return `${readable(value)} ${measure}`;
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

function constructionTable({ points }: GpuConstructionResult, copyRate: number): string {
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
      ['over the byte floor', 'right'],
    ],
    points
      .filter(({ brokenScale }) => brokenScale === null)
      .map((point) => [
        point.name,
        grouped(point.alphabetSize),
        grouped(point.ngram),
        grouped(point.length),
        point.mode,
        grouped(point.wrongLetters),
        readable(point.seconds.median),
        grouped(Math.round(point.length / point.seconds.median)),
        readable(microseconds(point)),
        // All letters at once read the cache for many letters at a time: bytes are not what bounds them.
        point.mode === 'generate' ? readable(microseconds(point) - byteFloor(point, copyRate)) : '–',
      ]),
  );
}

function microseconds({ seconds, length }: MeasuredCopy): number {
  return (1e6 * seconds.median) / length;
}

/** What a letter reads: while the answer is written, the cache grows from a half to the whole. */
function byteFloor({ ledger }: MeasuredCopy, copyRate: number): number {
  return (0.75 * ledger['kv-cache']) / copyRate / 1000;
}
