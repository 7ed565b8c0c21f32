/**
 * Attention prefill in one-thread-per-output form, for gpu.js, which translates the source text of these functions. `perHead`
 * holds windows or slopes; a head without either is given `q` in its place and does not read it.
 *
 * A GPU's quotient may be off in the last place, and then its floor is off by one, which the remainder puts right. A loop that starts
 * at a number which is not whole in its text, such as `first`, counts with `+= 1`: gpu.js makes an f32 of it, and WGSL has no `++`
 * for those.
 */
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';

/** The numbers that the functions read as `this.constants`. */
export function perOutputConstants(shape: AttentionPrefillShape): Readonly<Record<string, number>> {
  const { keys, queries, queryOffset, keyDim, valueDim, scale, bias } = fullShape(shape);
  return {
    keys,
    queries,
    queryOffset,
    keyDim,
    valueDim,
    scale,
    windowed: bias === 'hard-alibi' ? 1 : 0,
    sloped: bias === 'alibi' ? 1 : 0,
  };
}

/** One number of one output row: online softmax over the keys, every score computed anew for each number of the row. */
export function attendPerOutput(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  perHead: Float32Array,
): number {
  let row = Math.floor(this.thread.x / this.constants.valueDim);
  row += Math.floor((this.thread.x - row * this.constants.valueDim + 0.5) / this.constants.valueDim);
  const column = this.thread.x - row * this.constants.valueDim;
  let head = Math.floor(row / this.constants.queries);
  head += Math.floor((row - head * this.constants.queries + 0.5) / this.constants.queries);
  const position = this.constants.queryOffset + row - head * this.constants.queries;
  let first = 0;
  let slope = 0;
  if (this.constants.windowed === 1) {
    first = Math.max(0, position + 1 - perHead[head]!);
  }
  if (this.constants.sloped === 1) {
    slope = perHead[head]!;
  }
  let largest = -1e30;
  let total = 0;
  let sum = 0;
  for (let j = first; j <= position; j += 1) {
    let product = 0;
    for (let d = 0; d < this.constants.keyDim; d++) {
      product += q[row * this.constants.keyDim + d]! * k[(head * this.constants.keys + j) * this.constants.keyDim + d]!;
    }
    const score = product * this.constants.scale - slope * (position - j);
    if (score > largest) {
      const shrink = Math.exp(largest - score);
      total = total * shrink;
      sum = sum * shrink;
      largest = score;
    }
    const weight = Math.exp(score - largest);
    total += weight;
    sum += weight * v[(head * this.constants.keys + j) * this.constants.valueDim + column]!;
  }
  return sum / total;
}

/** One score, of a query and a key; 0 for a key that the query does not see, which nothing reads. */
export function scorePerOutput(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  q: Float32Array,
  k: Float32Array,
  perHead: Float32Array,
): number {
  let row = Math.floor(this.thread.x / this.constants.keys);
  row += Math.floor((this.thread.x - row * this.constants.keys + 0.5) / this.constants.keys);
  const j = this.thread.x - row * this.constants.keys;
  let head = Math.floor(row / this.constants.queries);
  head += Math.floor((row - head * this.constants.queries + 0.5) / this.constants.queries);
  const position = this.constants.queryOffset + row - head * this.constants.queries;
  let slope = 0;
  if (this.constants.sloped === 1) {
    slope = perHead[head]!;
  }
  let product = 0;
  for (let d = 0; d < this.constants.keyDim; d++) {
    product += q[row * this.constants.keyDim + d]! * k[(head * this.constants.keys + j) * this.constants.keyDim + d]!;
  }
  let score = 0;
  if (j <= position) {
    score = product * this.constants.scale - slope * (position - j);
  }
  return score;
}

/** For each row its largest visible score (even outputs) and 1 / the sum of exponentials (odd outputs). */
export function rowStatisticPerOutput(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  scores: Float32Array,
  perHead: Float32Array,
): number {
  let row = Math.floor(this.thread.x / 2);
  row += Math.floor((this.thread.x - row * 2 + 0.5) / 2);
  let head = Math.floor(row / this.constants.queries);
  head += Math.floor((row - head * this.constants.queries + 0.5) / this.constants.queries);
  const position = this.constants.queryOffset + row - head * this.constants.queries;
  let first = 0;
  if (this.constants.windowed === 1) {
    first = Math.max(0, position + 1 - perHead[head]!);
  }
  let largest = -1e30;
  for (let j = first; j <= position; j += 1) {
    largest = Math.max(largest, scores[row * this.constants.keys + j]!);
  }
  // Loop variables share one scope once translated: this one has another name.
  let total = 0;
  for (let i = first; i <= position; i += 1) {
    total += Math.exp(scores[row * this.constants.keys + i]! - largest);
  }
  let statistic = largest;
  if (this.thread.x - 2 * row > 0.5) {
    statistic = 1 / total;
  }
  return statistic;
}

/** One number of one output row from the scores and statistics. */
export function weightedSumPerOutput(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  scores: Float32Array,
  statistics: Float32Array,
  v: Float32Array,
  perHead: Float32Array,
): number {
  let row = Math.floor(this.thread.x / this.constants.valueDim);
  row += Math.floor((this.thread.x - row * this.constants.valueDim + 0.5) / this.constants.valueDim);
  const column = this.thread.x - row * this.constants.valueDim;
  let head = Math.floor(row / this.constants.queries);
  head += Math.floor((row - head * this.constants.queries + 0.5) / this.constants.queries);
  const position = this.constants.queryOffset + row - head * this.constants.queries;
  let first = 0;
  if (this.constants.windowed === 1) {
    first = Math.max(0, position + 1 - perHead[head]!);
  }
  let sum = 0;
  for (let j = first; j <= position; j += 1) {
    const weight = Math.exp(scores[row * this.constants.keys + j]! - statistics[2 * row]!);
    sum += weight * v[(head * this.constants.keys + j) * this.constants.valueDim + column]!;
  }
  return sum * statistics[2 * row + 1]!;
}
