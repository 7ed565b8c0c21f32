/** The comparison with PyTorch as a page shows it. */
import type { BenchResult } from '@verbatim/bench';
import { runInWords } from '../docs/cpu-tables.js';
import { markdownTable, wrapped } from '../docs/markdown.js';
import { grouped, readable } from '../docs/numbers.js';
import { type ComparedRow, comparedRows } from './compared-rows.js';
import type { Peer } from './peer.js';

/** Who is ahead where, and every row. */
export function pytorchTables(peer: Peer, result: BenchResult): string {
  const version = peer.torch.split('.').slice(0, 2).join('.');
  const theirs = `PyTorch ${version} on one ${peer.device}: ${peer.method}.`;
  const rows = comparedRows(peer, result);
  return [
    wrapped(`Theirs: ${theirs}`),
    `Ours: ${runInWords(result.run)}`,
    wrapped(inShort(rows)),
    ceilingTable(peer, result),
    rowTable(rows),
  ].join('\n\n');
}

function inShort(rows: readonly ComparedRow[]): string {
  const count = (who: ComparedRow['ahead']) => rows.filter(({ ahead }) => ahead === who).length;
  const missing = count(null);
  const compared = rows.length - missing;
  const without = missing === 1 ? 'One row has' : `${grouped(missing)} rows have`;
  return (
    `Of ${grouped(compared)} rows ours is ahead in ${grouped(count('ours'))} and PyTorch in ${grouped(count('PyTorch'))}; in ` +
    `${grouped(count('neither'))} its time lies within the interval of ours. ${without} nothing of ours beside ` +
    `${missing === 1 ? 'it' : 'them'}.`
  );
}

function ceilingTable(peer: Peer, { ceilings }: BenchResult): string {
  const { f32, f16 } = ceilings.matrixProductTeraflops;
  const row = (what: string, ours: number | null, theirs: number) => [
    what,
    ours === null ? 'not measured' : readable(ours),
    readable(theirs),
    ours === null ? '' : readable(ours / theirs),
  ];
  return markdownTable(
    [['ceiling'], ['ours', 'right'], ['PyTorch', 'right'], ['ours / PyTorch', 'right']],
    [
      row('copy, GB/s', ceilings.copyGigabytesPerSecond, peer.copy_GBps),
      row('matrix product in f32, TFLOP/s', f32, peer.gemm_f32_4096_TFLOPs),
      row('matrix product in f16, TFLOP/s', f16, peer.gemm_f16_4096_TFLOPs),
    ],
  );
}

function rowTable(rows: readonly ComparedRow[]): string {
  return markdownTable(
    [
      ['operation'],
      ['precision'],
      ['L', 'right'],
      ['ours, ms', 'right'],
      ['interval'],
      ['our best backend'],
      ['PyTorch, ms', 'right'],
      ['its best backend'],
      ['PyTorch / ours', 'right'],
      ['ahead'],
    ],
    rows.map(({ peer, ours, backend, missing, ratio, ahead }) => [
      peer.op,
      peer.precision,
      grouped(peer.L),
      ours === null ? '–' : readable(ours.median),
      ours === null ? missing! : `${readable(ours.low)} … ${readable(ours.high)}`,
      backend ?? '–',
      readable(peer.ms),
      peer.impl,
      ratio === null ? '–' : readable(ratio.median),
      ahead === null ? '–' : ahead,
    ]),
  );
}
