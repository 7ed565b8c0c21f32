/** The claims about counted bytes. Each returns null where the run has no series to judge. */
import type { BenchResult, PointMemory } from '@verbatim/bench';
import { type Claim, claim, control } from '@verbatim/evidence';
import { type ByteSeries, exactGrowth } from './exact-growth.js';
import {
  isBoundedMemory,
  isDecodeAttention,
  isNaiveAttention,
  isTiledAttention,
  type Series,
  SWEEPS,
  seriesOf,
} from './series.js';

/** Where these statements are from. */
const SOURCE = 'docs/measuring.md, from the cost of each operation';
/** A buffer that should not be there: the smallest there is. */
const EXTRA_BYTES = 4;
const METHOD = 'counted-bytes';

/** The cache of keys and values that attention decode reads. */
export function kvCacheBytes(result: BenchResult): Claim | null {
  const series = bytesOf(seriesOf(result, SWEEPS).filter(isDecodeAttention), ({ ledger }) => ledger['kv-cache'], 1);
  return series.length === 0
    ? null
    : claim({
        id: 'scaling/kv-cache-bytes',
        statement: 'The KV cache of attention takes a + b·L bytes exactly, with b > 0: it grows as L^1.',
        source: `${SOURCE}; the memory that Remark 2.9 of arXiv 2402.01032 speaks of`,
        expected: 'holds',
        methods: [exactGrowth(METHOD, 1, series)],
        controls: [
          extraBuffer(1, series),
          control({
            name: 'cache-of-one-size',
            breaks: 'every cache is given the bytes of the shortest one',
            method: exactGrowth(METHOD, 1, series.map(constant)),
          }),
        ],
      });
}

/** What a recurrence carries from one position to the next, and a window: its state and its KV cache together. */
export function gssmStateBytes(result: BenchResult): Claim | null {
  const carried = ({ ledger }: PointMemory) => ledger.state + ledger['kv-cache'];
  const series = bytesOf(seriesOf(result, SWEEPS).filter(isBoundedMemory), carried, 0);
  return series.length === 0
    ? null
    : claim({
        id: 'scaling/gssm-state-bytes',
        statement:
          'What a recurrence, or attention to a window, keeps takes the same number of bytes at every L: it grows as L^0.',
        source: `${SOURCE}; the definition of a GSSM in arXiv 2402.01032, section 2`,
        expected: 'holds',
        methods: [exactGrowth(METHOD, 0, series)],
        controls: [
          extraBuffer(0, series),
          control({
            name: 'state-with-a-cache',
            breaks: `every state is given a cache of ${EXTRA_BYTES} bytes a position`,
            method: exactGrowth(
              METHOD,
              0,
              plus(series, (length) => EXTRA_BYTES * length),
            ),
          }),
        ],
      });
}

/** All memory of attention that keeps the scores. */
export function naiveAttentionMemory(result: BenchResult): Claim | null {
  const sweeps = seriesOf(result, SWEEPS);
  const series = bytesOf(sweeps.filter(isNaiveAttention), ({ ledgerBytes }) => ledgerBytes, 2);
  const tiled = bytesOf(sweeps.filter(isTiledAttention), ({ ledgerBytes }) => ledgerBytes, 2);
  return series.length === 0
    ? null
    : claim({
        id: 'scaling/naive-attention-memory',
        statement: 'Attention that keeps its scores takes a + b·L + c·L² bytes exactly, with c > 0: it grows as L^2.',
        source: SOURCE,
        expected: 'holds',
        methods: [exactGrowth(METHOD, 2, series)],
        controls: [
          extraBuffer(2, series),
          control({
            name: 'linear-part-alone',
            breaks: 'every length is given the bytes that the first two lengths make of a line',
            method: exactGrowth(METHOD, 2, series.map(linear)),
          }),
          ...(tiled.length === 0
            ? []
            : [
                control({
                  name: 'tiled-given-as-naive',
                  breaks: 'tiled attention is given as attention that keeps its scores',
                  method: exactGrowth(METHOD, 2, tiled),
                }),
              ]),
        ],
      });
}

/** All memory of attention that keeps a tile of the scores. */
export function tiledAttentionMemory(result: BenchResult): Claim | null {
  const sweeps = seriesOf(result, SWEEPS);
  const series = bytesOf(sweeps.filter(isTiledAttention), ({ ledgerBytes }) => ledgerBytes, 1);
  const naive = bytesOf(sweeps.filter(isNaiveAttention), ({ ledgerBytes }) => ledgerBytes, 1);
  return series.length === 0
    ? null
    : claim({
        id: 'scaling/tiled-attention-memory',
        statement: 'Tiled attention takes a + b·L bytes exactly, with b > 0, inputs and outputs included: L^1.',
        source: SOURCE,
        expected: 'holds',
        methods: [exactGrowth(METHOD, 1, series)],
        controls: [
          extraBuffer(1, series),
          control({
            name: 'scores-kept',
            breaks: 'every length is given L² more bytes, a quarter of what the scores of one head take in f32',
            method: exactGrowth(
              METHOD,
              1,
              plus(series, (length) => length ** 2),
            ),
          }),
          ...(naive.length === 0
            ? []
            : [
                control({
                  name: 'naive-given-as-tiled',
                  breaks: 'attention that keeps its scores is given as tiled attention',
                  method: exactGrowth(METHOD, 1, naive),
                }),
              ]),
        ],
      });
}

/** Counted bytes by length, of the series with lengths enough for a law of this degree. */
function bytesOf(series: readonly Series[], count: (memory: PointMemory) => number, degree: number): ByteSeries[] {
  return series
    .map(({ name, points }) => ({
      name,
      points: points.flatMap(({ length, memory }) => (memory === null ? [] : [{ length, bytes: count(memory) }])),
    }))
    .filter(({ points }) => points.length >= degree + 2 && points.some(({ bytes }) => bytes > 0));
}

function extraBuffer(degree: 0 | 1 | 2, series: readonly ByteSeries[]) {
  const [first, ...others] = series as [ByteSeries, ...ByteSeries[]];
  const longest = first.points.at(-1)!.length;
  return control({
    name: 'one-extra-buffer',
    breaks: `${first.name} is given ${EXTRA_BYTES} bytes more at its largest length`,
    method: exactGrowth(METHOD, degree, [
      ...plus([first], (length) => (length === longest ? EXTRA_BYTES : 0)),
      ...others,
    ]),
  });
}

/** The series with bytes added, as a function of length. */
function plus(series: readonly ByteSeries[], bytes: (length: number) => number): ByteSeries[] {
  return series.map(({ name, points }) => ({
    name,
    points: points.map((point) => ({ length: point.length, bytes: point.bytes + bytes(point.length) })),
  }));
}

function constant({ name, points }: ByteSeries): ByteSeries {
  return { name, points: points.map(({ length }) => ({ length, bytes: points[0]!.bytes })) };
}

/** The line through the first two lengths, in whole bytes a position. */
function linear({ name, points }: ByteSeries): ByteSeries {
  const [first, second] = points as [ByteSeries['points'][number], ByteSeries['points'][number]];
  const slope = Math.round((second.bytes - first.bytes) / (second.length - first.length));
  return {
    name,
    points: points.map(({ length }) => ({ length, bytes: first.bytes + slope * (length - first.length) })),
  };
}
