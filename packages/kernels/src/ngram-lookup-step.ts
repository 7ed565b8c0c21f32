/**
 * Steps of generation, one program each: all that lies between a token and the next. A step of position p
 *
 * 1. merges what the workgroups of the step before have left, divides, and takes the token with the largest logit: token p;
 * 2. makes of the last tokens the window means, and of these, through the token gates, the query, key and value of p;
 * 3. looks up: each workgroup takes its share of the keys up to p, and leaves m, Σ 2^(s−m) and Σ 2^(s−m) v.
 *
 * What is small is done by every workgroup for itself, which costs no more time than if one did it and the others waited; so
 * nothing has to wait within a program, and a letter is one dispatch. Everything that a workgroup reads of others was written
 * by the dispatch before: states and partial sums lie in two buffers that take turns. One workgroup writes the token, and the one
 * whose share it is writes key and value, before it reads them again with the others.
 *
 * The first step finds its token there. It reads the cache once a letter, and is bound by that: keys are loaded by whole
 * 16-byte blocks, neighbours neighbouring keys, and the blocks of long keys by several threads each. Means and gates are the
 * arithmetic of `window-means.ts` and `token-gate.ts`, the look-up that of `ngram-lookup.ts`.
 */
import { type DeviceLimits, LimitExceededError } from '@verbatim/gpu';
import type { KernelDefinition } from './kernel-definition.js';
import { ngramStepReference } from './ngram-lookup-step-reference.js';
import { SIDE, stepWgsl } from './ngram-lookup-step-wgsl.js';
import { GATE_NUMBERS, keyBlocks } from './token-gate.js';

/** The construction with its cache, and how many steps are one run. */
export interface NgramStepShape {
  /** Tokens that have a code. */
  readonly tokens: number;
  /** Heads of block 1; no window of theirs is longer than there are heads. */
  readonly heads: number;
  /** n. */
  readonly slots: number;
  /** d. */
  readonly width: number;
  /** Positions that `tokens`, `keys` and `values` have room for. */
  readonly capacity: number;
  /** B. */
  readonly scale: number;
  /** An even number. */
  readonly steps: number;
  /** Workgroups; by default as many as keep the device busy. */
  readonly groups?: number;
  /** Threads of a workgroup, a power of two; fewer where the device has no room for so many. */
  readonly threads?: number;
}

const MOST_GROUPS = 256;
const MOST_THREADS = 512;
const LEAST_THREADS = 64;
/** A device that allows no more threads than every device does is small, and each workgroup costs it the head of a step. */
const SMALL_DEVICE_THREADS = 256;
const SMALL_DEVICE_GROUPS = 8;
/** Positions that are worth a workgroup. */
const KEYS_PER_GROUP = 64;

/** The most workgroups of a step, whatever the device. */
function mostGroups({ capacity, groups }: NgramStepShape): number {
  return groups ?? Math.min(Math.ceil(capacity / KEYS_PER_GROUP), MOST_GROUPS);
}

/** Numbers of `weights`: windows, embedding, unembedding, gates of the query and of the key. */
export function stepWeights({ tokens, heads, slots, width }: StepSizes): number {
  return heads + 2 * tokens * width + 2 * slots * GATE_NUMBERS.length;
}

/**
 * tokens (capacity); weights: windows (heads), embedding and unembedding (tokens, width), gates (2 · slots, 12); keys (blocks,
 * capacity, 8); values (⌈width / 2⌉, capacity, 2); state0, state1 (2): the position of the next step, and whether its token is yet to be
 * found from partials; partials0, partials1 (2 + width, groups). A run starts from state0 and ends there.
 */
export const ngramStep: KernelDefinition<NgramStepShape> = {
  name: 'ngram-step',
  precisions: ['f32'],

  assertShape(shape) {
    const { tokens, heads, slots, width, capacity, scale, steps } = shape;
    for (const [name, value] of Object.entries({ tokens, heads, slots, capacity, groups: mostGroups(shape) })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`ngram-step: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (!Number.isInteger(width) || width < 3) {
      throw new RangeError(`ngram-step: width is ${width}; 3 or more, a letter and two special axes, is needed`);
    }
    if (!(Number.isFinite(scale) && scale > 0)) {
      throw new RangeError(`ngram-step: scale is ${scale}; a finite number above 0 is needed`);
    }
    if (!(Number.isInteger(steps) && steps >= 2 && steps % 2 === 0)) {
      throw new RangeError(`ngram-step: steps is ${steps}; an even number of 2 or more is needed`);
    }
  },

  tensors(shape) {
    const { width, capacity } = shape;
    const state = { shape: [2], dtype: 'u32', purpose: 'state' } as const;
    const partials = {
      role: 'scratch',
      shape: [2 + width, mostGroups(shape)],
      dtype: 'f32',
      purpose: 'scratch',
    } as const;
    const cache = { role: 'updated', dtype: 'f16', purpose: 'kv-cache' } as const;
    return [
      { name: 'state0', role: 'updated', ...state },
      { name: 'state1', role: 'scratch', ...state },
      { name: 'tokens', role: 'updated', shape: [capacity], dtype: 'u32', purpose: 'activations' },
      { name: 'weights', role: 'input', shape: [stepWeights(shape)], dtype: 'f32', purpose: 'weights' },
      { name: 'keys', shape: [keyBlocks(shape), capacity, 8], ...cache },
      { name: 'values', shape: [Math.ceil(width / 2), capacity, 2], ...cache },
      { name: 'partials0', ...partials },
      { name: 'partials1', ...partials },
    ];
  },

  plan(shape, _, { limits }) {
    const { groups, threads } = sizesOf(shape, limits);
    const program = { name: 'ngram-step', wgsl: stepWgsl(shape, groups, threads) };
    const turn = (from: 0 | 1) => ({
      program,
      tensors: [
        `state${from}`,
        `state${1 - from}`,
        `partials${from}`,
        `partials${1 - from}`,
        'tokens',
        'weights',
        'keys',
        'values',
      ],
      workgroups: [groups, 1, 1] as const,
    });
    const turns = [turn(0), turn(1)] as const;
    return Array.from({ length: shape.steps }, (_, i) => turns[i % 2]!);
  },

  reference: ngramStepReference,

  cost(shape) {
    const { width, capacity, steps } = shape;
    const bytes = 16 * keyBlocks(shape) + 4 * Math.ceil(width / 2);
    // The last `steps` of `capacity` positions, each with all keys up to its own.
    const pairs = steps * (capacity - (steps - 1) / 2);
    return {
      flops: pairs * 2 * (8 * keyBlocks(shape) + width),
      bytesRead: pairs * bytes,
      bytesWritten: steps * (bytes + 4),
    };
  },
};

/** What of a shape a workgroup's memory depends on. */
type StepSizes = Omit<NgramStepShape, 'steps' | 'capacity' | 'scale' | 'threads'>;

/** How a step is cut, and where in the workgroup's pool of f32 things lie. */
export interface StepLayout {
  /** Threads that share a key, each with every so-manieth block. */
  readonly parts: number;
  /** Blocks that a thread loads at once, and how often. */
  readonly batch: number;
  readonly batches: number;
  /** The head of a step: windows, rows, means, gates, shares of the workgroups before, and what they add up to. */
  readonly windows: number;
  readonly rows: number;
  readonly means: number;
  readonly gates: number;
  readonly shares: number;
  readonly merging: number;
  readonly merged: number;
  /** Its look-up, when the head is over: products by part and key, weights, sums. */
  readonly products: number;
  readonly weights: number;
  readonly sums: number;
  readonly pool: number;
}

/** Most blocks of a key that a thread loads before it uses the first. */
const MOST_BATCH = 8;

/** The layout for so many workgroups and threads. */
export function stepLayout(shape: StepSizes, groups: number, threads: number): StepLayout {
  const { heads, slots, width } = shape;
  const blocks = keyBlocks(shape);
  const parts = blocks >= 16 ? 4 : blocks >= 6 ? 2 : 1;
  const each = Math.ceil(blocks / parts);
  const batches = Math.ceil(each / MOST_BATCH);
  const windows = 0;
  const rows = windows + heads;
  const means = rows + heads * width;
  const gates = means + heads * width;
  const shares = gates + 2 * slots * GATE_NUMBERS.length;
  const merging = shares + groups;
  const merged = merging + threads;
  const products = 0;
  const weights = products + parts * threads;
  const sums = weights + threads;
  const pool = Math.max(merged + width, sums + 2 * threads);
  const batch = Math.ceil(each / batches);
  return { parts, batch, batches, windows, rows, means, gates, shares, merging, merged, products, weights, sums, pool };
}

/** Bytes of a workgroup's memory: the pool, what is merged, a query as f32, and a query and key as words. */
export function stepMemory(shape: StepSizes, groups: number, threads: number): number {
  const { parts, batch, batches, pool } = stepLayout(shape, groups, threads);
  const words = pool + 2 * threads + SIDE + 8 * parts * batch * batches + 8 * keyBlocks(shape);
  return 16 * Math.ceil(words / 4 + 4);
}

/** @throws LimitExceededError when the fewest threads need more memory than a workgroup has. */
function sizesOf(
  shape: NgramStepShape,
  { maxWorkgroupInvocations, maxWorkgroupStorage }: DeviceLimits,
): { groups: number; threads: number } {
  const small = maxWorkgroupInvocations <= SMALL_DEVICE_THREADS;
  const groups = shape.groups ?? Math.min(mostGroups(shape), small ? SMALL_DEVICE_GROUPS : MOST_GROUPS);
  const fits = (threads: number) =>
    threads <= maxWorkgroupInvocations && stepMemory(shape, groups, threads) <= maxWorkgroupStorage;
  let threads = shape.threads ?? (small ? LEAST_THREADS : MOST_THREADS);
  while (threads > LEAST_THREADS && !fits(threads)) {
    threads /= 2;
  }
  const bytes = stepMemory(shape, groups, threads);
  if (bytes > maxWorkgroupStorage) {
    throw new LimitExceededError('maxComputeWorkgroupStorageSize', bytes, maxWorkgroupStorage, {
      what: `ngram-step with n = ${shape.slots}`,
    });
  }
  return { groups, threads };
}

/** What every WebGPU device has. */
const LEAST_STORAGE = 16_384;

/** Whether steps of this construction run on every device. */
export function stepFits(shape: StepSizes): boolean {
  return stepMemory(shape, MOST_GROUPS, LEAST_THREADS) <= LEAST_STORAGE && 2 * (shape.width + 2) <= LEAST_THREADS;
}
