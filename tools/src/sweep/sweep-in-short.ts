/** What the README says of the sweep. */
import { type BenchPoint, type BenchResult, informationKept, largestLength } from '@verbatim/bench';
import type { ChartFile } from '@verbatim/report';
import { markdownList, wrapped } from '../docs/markdown.js';
import { bytes, confidence, durationInterval, grouped } from '../docs/numbers.js';
import { claimCounts } from './claim-tables.js';
import { chartImages } from './sweep-charts.js';
import { USUAL_CONFIDENCE } from './time-tables.js';

const SHORT = 1024;
const LONG = 1_048_576;
/** Tiled attention to a million tokens takes longer than a point may. */
const LONG_INPUT = 262_144;
const BYTES = 256;
const FOLDER = 'docs/results/';

/**
 * A few lines: memory, time for one more token and for a whole input, in f32, and charts of the memory.
 *
 * @throws Error when the sweep lacks a point that is told.
 */
export function sweepInShort(result: BenchResult, charts: ReadonlyMap<string, ChartFile>): string {
  const { run, devices } = result;
  const carried = (kernel: string) => {
    const { ledger } = pointOf(result, 'state', kernel, LONG).memory!;
    return bytes(ledger['kv-cache'] + ledger.state);
  };
  const time = (suite: string, kernel: string, length: number) => {
    const { cold } = pointOf(result, suite, kernel, length);
    const few = cold!.confidence < USUAL_CONFIDENCE ? ` at ${confidence(cold!.confidence)}` : '';
    return `${durationInterval(cold!)}${few}`;
  };
  const [cache, state] = [carried('attention-decode'), carried('retnet')];
  const kept = informationKept(result).find(({ series }) => series.startsWith('state/retnet/f32/'))!;
  const enough = largestLength(kept, BYTES)!;
  return [
    wrapped(
      `On one ${devices.webgpu?.card ?? run.device}, in f32, attention with 16 heads of 64 and RetNet in the same shape; medians with intervals at ${confidence(USUAL_CONFIDENCE)} where nothing else is said:`,
    ),
    markdownList([
      `after ${grouped(LONG)} tokens the KV cache takes ${cache} and the state of RetNet ${state}, which is not enough to copy every string of more than ${grouped(enough)} bytes;`,
      `one more token takes ${time('decode', 'attention-decode', SHORT)} with attention to ${grouped(SHORT)} tokens and ${time('decode', 'attention-decode', LONG)} to ${grouped(LONG)}; with RetNet ${time('decode', 'retnet-step', SHORT)} and ${time('decode', 'retnet-step', LONG)};`,
      `an input of ${grouped(LONG_INPUT)} tokens takes ${time('prefill', 'attention-prefill', LONG_INPUT)} with attention and ${time('prefill', 'retnet', LONG_INPUT)} with RetNet;`,
      `${claimCounts(result.claims)}, with the reasons in the results.`,
    ]),
    chartImages(charts, ['carried-state-f32-1', 'carried-state-f32-2'], FOLDER),
  ].join('\n\n');
}

function pointOf({ points }: BenchResult, suite: string, kernel: string, length: number): BenchPoint {
  const id = `${suite}/${kernel}/f32/webgpu/${length}`;
  const point = points.find((each) => each.id === id);
  if (point?.status !== 'measured') throw new Error(`the sweep has not measured ${id}, which the README tells`);
  return point;
}
