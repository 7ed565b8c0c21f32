/**
 * What a step of generation does to the cache: `cacheAppend` writes the new position's key and value rows of every head behind
 * those that are there, and `cacheAdvance` then counts one more; decode then attends to all of them. Two programs, and the
 * length in a tensor, so that many steps (append, advance, decode) can be submitted at once without the host.
 *
 * A full cache is left as it is: nothing is written beyond it, while the length still advances, so that whoever reads it back
 * sees that it exceeds the capacity. An append moves the rows and nothing else: heads · (keyDim + valueDim) numbers.
 */
import { MOST_KEYS } from './attention-bias.js';
import { foldWorkgroups } from './fold-workgroups.js';
import type { KernelDefinition, Precision, TensorSpec } from './kernel-definition.js';
import { packedInput, packedOutput, packsOf, storedIn } from './packed-rows.js';
import { BYTES_OF } from './stored-numbers.js';

/** A cache of keys and values. */
export interface CacheAppendShape {
  readonly heads: number;
  /** Positions that there is room for. */
  readonly capacity: number;
  readonly keyDim: number;
  /** `keyDim` by default. */
  readonly valueDim?: number;
}

const WORKGROUP = 64;

function assertWhole(kernel: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isSafeInteger(value) || value < 1 || value > MOST_KEYS) {
      throw new RangeError(`${kernel}: ${name} ${value}: accepted are whole numbers from 1 to ${MOST_KEYS}`);
    }
  }
}

const LENGTH = { name: 'length', shape: [1], dtype: 'u32', purpose: 'state' } as const;

/**
 * key (heads, keyDim), value (heads, valueDim), length (1); updated: keyCache (heads, capacity, keyDim), valueCache (heads,
 * capacity, valueDim).
 */
export const cacheAppend: KernelDefinition<CacheAppendShape> = {
  name: 'cache-append',
  precisions: ['f32', 'f16'],

  assertShape: ({ heads, capacity, keyDim, valueDim = keyDim }) =>
    assertWhole('cache-append', { heads, capacity, keyDim, valueDim }),

  tensors({ heads, capacity, keyDim, valueDim = keyDim }, precision) {
    const row = { role: 'input', dtype: precision, purpose: 'activations', perHead: true } as const;
    const cache = { role: 'updated', dtype: precision, purpose: 'kv-cache', perHead: true } as const;
    return [
      { name: 'key', shape: [heads, keyDim], ...row },
      { name: 'value', shape: [heads, valueDim], ...row },
      { role: 'input', ...LENGTH },
      { name: 'keyCache', shape: [heads, capacity, keyDim], ...cache },
      { name: 'valueCache', shape: [heads, capacity, valueDim], ...cache },
    ];
  },

  plan(shape, precision, { limits }) {
    const { heads, keyDim, valueDim = keyDim } = shape;
    const threads = heads * (packsOf(keyDim) + packsOf(valueDim));
    const workgroups = foldWorkgroups(Math.ceil(threads / WORKGROUP), limits.maxWorkgroupsPerDimension);
    const { features } = storedIn(precision);
    return [
      {
        program: { name: 'cache-append', wgsl: appendWgsl(shape, precision, workgroups[0]), features },
        tensors: ['key', 'value', 'length', 'keyCache', 'valueCache'],
        workgroups,
      },
    ];
  },

  perOutputPlan({ heads, capacity, keyDim, valueDim = keyDim }) {
    const append = (row: string, cache: string, width: number) => ({
      program: {
        name: `cache-append ${row}`,
        perOutput: { kernel: cacheNumberAt, constants: { capacity, width }, outputs: heads * capacity * width },
      },
      tensors: [row, 'length', cache, cache],
      workgroups: [1, 1, 1] as const,
    });
    return [append('key', 'keyCache', keyDim), append('value', 'valueCache', valueDim)];
  },

  reference({ heads, capacity, keyDim, valueDim = keyDim }, inputs) {
    const position = inputs.length![0]!;
    const append = (cache: Float64Array, row: Float64Array, width: number) => {
      const after = cache.slice();
      for (let h = 0; h < heads && position < capacity; h++) {
        after.set(row.subarray(h * width, (h + 1) * width), (h * capacity + position) * width);
      }
      return after;
    };
    return {
      keyCache: append(inputs.keyCache!, inputs.key!, keyDim),
      valueCache: append(inputs.valueCache!, inputs.value!, valueDim),
    };
  },

  cost({ heads, keyDim, valueDim = keyDim }, precision) {
    const bytes = heads * (keyDim + valueDim) * BYTES_OF[precision];
    return { flops: 0, bytesRead: bytes + 4, bytesWritten: bytes };
  },

  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};

/** length (1) ← length + 1, whatever the shape of the cache. */
export const cacheAdvance: KernelDefinition<Readonly<Record<never, never>>> = {
  name: 'cache-advance',
  precisions: ['f32'],
  assertShape: () => undefined,
  tensors: (): readonly TensorSpec[] => [{ role: 'updated', ...LENGTH }],
  plan: () => [{ program: { name: 'cache-advance', wgsl: ADVANCE_WGSL }, tensors: ['length'], workgroups: [1, 1, 1] }],
  perOutputPlan: () => [
    {
      program: { name: 'cache-advance', perOutput: { kernel: nextLength, constants: {}, outputs: 1 } },
      tensors: ['length', 'length'],
      workgroups: [1, 1, 1],
    },
  ],
  reference: (_, { length }) => ({ length: length!.map((before) => before + 1) }),
  cost: () => ({ flops: 0, bytesRead: 4, bytesWritten: 4 }),
};

const ADVANCE_WGSL = `\
@group(0) @binding(0) var<storage, read_write> length: array<u32>;

@compute @workgroup_size(1)
fn main() {
  length[0] += 1u;
}
`;

function appendWgsl(
  { heads, capacity, keyDim, valueDim = keyDim }: CacheAppendShape,
  precision: Precision,
  columns: number,
): string {
  const keyPacks = packsOf(keyDim);
  const packs = keyPacks + packsOf(valueDim);
  return `${storedIn(precision).directive}\
${packedInput(0, 'key', keyDim, precision)}\
${packedInput(1, 'value', valueDim, precision)}\
@group(0) @binding(2) var<storage, read> length: array<u32>;
${packedOutput(3, 'keyCache', keyDim, precision)}\
${packedOutput(4, 'valueCache', valueDim, precision)}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * ${columns}u + group.x) * ${WORKGROUP}u + thread;
  let head = index / ${packs}u;
  let pack = index % ${packs}u;
  let position = length[0];
  if (head >= ${heads}u || position >= ${capacity}u) {
    return;
  }
  let row = head * ${capacity}u + position;
  if (pack < ${keyPacks}u) {
    set_keyCache(row, pack, key_at(head, pack));
  } else {
    set_valueCache(row, pack - ${keyPacks}u, value_at(head, pack - ${keyPacks}u));
  }
}
`;
}

/** gpu.js translates this: every number of the cache anew, since each output has a thread. */
function cacheNumberAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  newRow: number[],
  length: number[],
  cache: number[],
): number {
  // A GPU's quotient may be off in the last place, and its floor by one: the remainder puts that right.
  let row = Math.floor(this.thread.x / this.constants.width);
  row += Math.floor((this.thread.x - row * this.constants.width + 0.5) / this.constants.width);
  const column = this.thread.x - row * this.constants.width;
  let head = Math.floor(row / this.constants.capacity);
  head += Math.floor((row - head * this.constants.capacity + 0.5) / this.constants.capacity);
  const position = row - head * this.constants.capacity;
  let number = cache[this.thread.x]!;
  if (position === length[0]!) {
    number = newRow[head * this.constants.width + column]!;
  }
  return number;
}

/** gpu.js translates this. */
function nextLength(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  length: number[],
): number {
  return length[this.thread.x]! + 1;
}
