/**
 * Attention decode in one-thread-per-output form, for gpu.js, which translates the source text of this function: first the
 * largest score, then the weighted sum. `perHead` holds windows or slopes, and is not read where there are none.
 * gpu.js wants another name for each loop's variables; `first` is an f32 to it, and WGSL counts those by `+= 1`.
 */
export function attentionDecodeAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  q: number[],
  keyCache: number[],
  valueCache: number[],
  length: number[],
  perHead: number[],
): number {
  // A GPU's quotient may be off in the last place, and its floor by one: the remainder puts that right.
  let head = Math.floor(this.thread.x / this.constants.valueDim);
  head += Math.floor((this.thread.x - head * this.constants.valueDim + 0.5) / this.constants.valueDim);
  const column = this.thread.x - head * this.constants.valueDim;
  const end = Math.min(length[0]!, this.constants.capacity);
  let first = 0;
  let slope = 0;
  if (this.constants.windowed === 1) {
    first = Math.max(0, end - perHead[head]!);
  }
  if (this.constants.sloped === 1) {
    slope = perHead[head]!;
  }
  let largest = -1e30;
  for (let j = first; j < end; j += 1) {
    let product = 0;
    for (let d = 0; d < this.constants.keyDim; d++) {
      product +=
        q[head * this.constants.keyDim + d]! *
        keyCache[(head * this.constants.capacity + j) * this.constants.keyDim + d]!;
    }
    largest = Math.max(largest, this.constants.scale * product - slope * (end - 1 - j));
  }
  let total = 0;
  let sum = 0;
  for (let n = first; n < end; n += 1) {
    let again = 0;
    for (let c = 0; c < this.constants.keyDim; c++) {
      again +=
        q[head * this.constants.keyDim + c]! *
        keyCache[(head * this.constants.capacity + n) * this.constants.keyDim + c]!;
    }
    const score = this.constants.scale * again - slope * (end - 1 - n);
    const weight = Math.exp((score - largest) * this.constants.logOfBase);
    total += weight;
    sum += weight * valueCache[(head * this.constants.capacity + n) * this.constants.valueDim + column]!;
  }
  let mean = 0;
  if (total > 0) {
    mean = sum / total;
  }
  return mean;
}
