/**
 * What a head adds to its scores for where the key is, and which keys it sees. Causal always: query i sees keys j ≤ i.
 *
 * - `full` adds nothing (NoPE).
 * - `hard-alibi`: a head with window m sees the m keys i − m < j ≤ i and adds nothing; a head without a window sees all.
 * - `alibi` adds −slope·(i − j), with slope 2^(−8h/H) for head h = 1 … H.
 *
 * Windows and slopes are tensors, one f32 a head, and not constants of the shape: so a part of the heads is the same kernel on
 * a part of the tensor. f32 because a gpu.js program is given nothing else; whole numbers up to 2^24 are exact in it.
 */
import type { TensorSpec } from './kernel-definition.js';

/** What a head may add to its scores. */
export const ATTENTION_BIASES = ['full', 'hard-alibi', 'alibi'] as const;

/** One of `ATTENTION_BIASES`. */
export type AttentionBias = (typeof ATTENTION_BIASES)[number];

/** Keys of one sequence, at most: positions are exact in f32. */
export const MOST_KEYS = 2 ** 24;

/** The window of a head that sees every key up to its own. */
export const NO_WINDOW = MOST_KEYS;

/** @throws RangeError for another word than the three. */
export function assertBias(bias: string): asserts bias is AttentionBias {
  if (!(ATTENTION_BIASES as readonly string[]).includes(bias)) {
    throw new RangeError(`bias ${bias}: accepted are ${ATTENTION_BIASES.join(', ')}`);
  }
}

/** The slopes of ALiBi, 2^(−8h/H) for h = 1 … H. */
export function alibiSlopes(heads: number): Float64Array {
  return Float64Array.from({ length: heads }, (_, h) => 2 ** ((-8 * (h + 1)) / heads));
}

/** The first key that the query at `position` sees through a window. */
export function firstVisible(position: number, window: number): number {
  return Math.max(0, position + 1 - window);
}

/** The tensor that a bias needs: `windows`, `slopes` (heads), or none. */
export function biasTensors(bias: AttentionBias, heads: number): readonly TensorSpec[] {
  if (bias === 'full') {
    return [];
  }
  const name = bias === 'hard-alibi' ? 'windows' : 'slopes';
  return [{ name, role: 'input', shape: [heads], dtype: 'f32', purpose: 'weights', perHead: true }];
}

/** The name of the tensor that a bias needs. */
export function biasTensorNames(bias: AttentionBias): readonly string[] {
  return biasTensors(bias, 1).map(({ name }) => name);
}

/** One query of one head: where its numbers lie, and what it sees. */
export interface ReferenceQuery {
  readonly keyDim: number;
  readonly valueDim: number;
  readonly scale: number;
  /** The query's own position among the keys; it sees none after it. */
  readonly position: number;
  /** `NO_WINDOW` where there is none. */
  readonly window: number;
  /** 0 where there is none. */
  readonly slope: number;
}

/**
 * Softmax attention of one query in f64, in the words of the paper: score, exponential, weighted mean.
 *
 * @param q (keyDim). @param k (keys, keyDim). @param v (keys, valueDim), each of one head.
 */
export function attendReference(
  { keyDim, valueDim, scale, position, window, slope }: ReferenceQuery,
  q: Float64Array,
  k: Float64Array,
  v: Float64Array,
): Float64Array {
  const first = firstVisible(position, window);
  const scores: number[] = [];
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = first; j <= position; j++) {
    let product = 0;
    for (let d = 0; d < keyDim; d++) {
      product += q[d]! * k[j * keyDim + d]!;
    }
    const score = scale * product - slope * (position - j);
    scores.push(score);
    largest = Math.max(largest, score);
  }
  const out = new Float64Array(valueDim);
  let total = 0;
  for (const [n, score] of scores.entries()) {
    const weight = Math.exp(score - largest);
    total += weight;
    for (let d = 0; d < valueDim; d++) {
      out[d]! += weight * v[(first + n) * valueDim + d]!;
    }
  }
  return out.map((sum) => sum / total);
}

/** How many pairs (query, key) a head sees when its queries are at `offset` … `offset + queries − 1`. */
export function visiblePairs(queries: number, offset: number, window: number): number {
  // Positions before the window is full see all of themselves and what is before; later ones see `window` keys.
  const growing = Math.max(0, Math.min(queries, window - 1 - offset));
  return growing * offset + (growing * (growing + 1)) / 2 + (queries - growing) * window;
}
