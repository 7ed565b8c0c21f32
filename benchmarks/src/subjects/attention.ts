/** Attention of one query a head against a cache, and of all queries at once. */
import {
  type AttentionDecodeShape,
  type AttentionPrefillShape,
  attentionDecode,
  attentionPrefill,
  attentionPrefillNaive,
  type KernelDefinition,
  type WindowAttentionShape,
  windowAttention,
} from '@verbatim/kernels';
import { uniformRow } from './numbers.js';
import { headOf, type Part, spread } from './part.js';
import type { DeclaredShape, KernelSubject } from './subject.js';

/** Queries of a part. */
const QUERIES = 2;
/** Places of a head where queries are checked: its first, a middle and its last. */
const PLACES = 3;
/** Heads that are checked where not all are. */
const HEADS = 3;

/** The softmax scale of most models, 1/√d. */
export function scaleOf(width: number): number {
  return 1 / Math.sqrt(width);
}

function decodeShape({ heads, headDim, window }: DeclaredShape, length: number): AttentionDecodeShape {
  const capacity = window === undefined ? length : Math.min(length, Number(window));
  return { heads: Number(heads), capacity, keyDim: Number(headDim), scale: scaleOf(Number(headDim)) };
}

/** One step against a full cache of L positions, or of the last m where a window is declared. */
export const decodeSubject: KernelSubject<AttentionDecodeShape> = {
  kind: 'kernel',
  definition: attentionDecode,
  shapeAt: decodeShape,
  inputs: ({ capacity }) => ({
    q: uniformRow('q'),
    keyCache: uniformRow('keyCache'),
    valueCache: uniformRow('valueCache'),
    length: Float32Array.of(capacity),
  }),
  parts: (shape) => spread(shape.heads, HEADS).map((head) => headOf(attentionDecode, shape, head)),
};

/** All L queries at once. */
function prefillSubject(definition: KernelDefinition<AttentionPrefillShape>): KernelSubject<AttentionPrefillShape> {
  return {
    kind: 'kernel',
    definition,
    shapeAt: ({ heads, headDim }, length) => ({
      heads: Number(heads),
      keys: length,
      keyDim: Number(headDim),
      scale: scaleOf(Number(headDim)),
      bias: 'full',
    }),
    inputs: () => ({ q: uniformRow('q'), k: uniformRow('k'), v: uniformRow('v') }),
    parts: (shape) =>
      spread(shape.heads, HEADS).flatMap((head) =>
        spread(shape.keys - QUERIES + 1, PLACES).map((first) => queriesOf(shape, head, first)),
      ),
  };
}

export const prefill = prefillSubject(attentionPrefill);
export const naivePrefill = prefillSubject(attentionPrefillNaive);

/** A few queries of one head, and the keys that they see. */
function queriesOf(shape: AttentionPrefillShape, head: number, first: number): Part<AttentionPrefillShape> {
  const { keys, keyDim } = shape;
  const row = (head * keys + first) * keyDim;
  const all = head * keys * keyDim;
  return {
    shape: { ...shape, heads: 1, keys: first + QUERIES, queries: QUERIES, queryOffset: first },
    given: { q: row, k: all, v: all },
    results: { out: { from: 0, place: (index) => row + index } },
  };
}

/** All L queries, each seeing the last m keys. */
export const windowPrefill: KernelSubject<WindowAttentionShape> = {
  kind: 'kernel',
  definition: windowAttention,
  shapeAt: ({ heads, headDim, window }, length) => ({
    heads: Number(heads),
    length,
    headDim: Number(headDim),
    window: Number(window),
    scale: scaleOf(Number(headDim)),
  }),
  inputs: () => ({ q: uniformRow('q'), k: uniformRow('k'), v: uniformRow('v') }),
  parts: (shape) =>
    spread(shape.heads, HEADS).flatMap((head) =>
      spread(shape.length - QUERIES + 1, PLACES).map((first) => rowsOf(shape, head, first)),
    ),
};

/** A few queries of one head, and the rows that their windows reach back to. */
function rowsOf(shape: WindowAttentionShape, head: number, first: number): Part<WindowAttentionShape> {
  const { length, headDim, window, scale = 1 } = shape;
  const start = Math.max(0, first - window + 1);
  const [before, keys] = [first - start, first - start + QUERIES];
  const place = (head * length + start) * headDim;
  return {
    shape: { ...shape, heads: 1, length: keys },
    given: { q: place, k: place, v: place },
    results: { out: { from: 0, place: (index) => place + before * headDim + index } },
    // The queries before them see less than a window of the part, and are no rows of the whole.
    reference: ({ q, k, v }) =>
      attentionPrefill.reference(
        { heads: 1, keys, keyDim: headDim, scale, bias: 'hard-alibi', queries: QUERIES, queryOffset: before },
        { q: q!.subarray(before * headDim), k: k!, v: v!, windows: Float64Array.of(window) },
      ),
  };
}
