/**
 * The n-gram look-up: block 2 of the copying construction. One head without window, softmax base 2, integer sharpness B:
 * out_i = Σ_{j ≤ i} 2^(B·⟨q_i, k_j⟩) v_j / Σ_{j ≤ i} 2^(B·⟨q_i, k_j⟩). Keys are hundreds of coordinates wide, values a few.
 * Queries, keys and values are packed halves as the token gate stores them; sums are f32, and B multiplies a finished sum.
 * All keys up to i are read, whatever they hold: nothing here presumes which one matches.
 *
 * Memory is O(positions): scores never leave the registers. Every thread has an online softmax of its own over the keys it
 * sees: the largest score m, Σ 2^(s−m) and Σ 2^(s−m) v, brought to a new m by 2^(m_old − m_new); partial results are merged
 * in the same way, first within a workgroup, then over the splits of the keys.
 *
 * Operations: 2 · keyWidth + 2 · width a pair of a query and a key. With many queries that is bound by arithmetic: a workgroup
 * takes a tile of 64 queries against tiles of 64 keys in shared memory, each thread 4 × 4 pairs (`ngram-lookup-tile.ts`). One
 * query, or a few, are bound by memory, as each key is read once a query: a thread takes whole keys, neighbours neighbouring
 * ones (`ngram-lookup-decode.ts`). Both split the keys over enough workgroups to fill a device.
 */
import type { KernelDefinition } from './kernel-definition.js';
import { decodeProgram } from './ngram-lookup-decode.js';
import { mergeProgram } from './ngram-lookup-merge.js';
import { ngramLookupReference } from './ngram-lookup-reference.js';
import { TILE, tileProgram } from './ngram-lookup-tile.js';

/** A cache of keys and values, and the queries of a chunk of positions. */
export interface NgramLookupShape {
  /** Positions that `keys` and `values` have room for. */
  readonly capacity: number;
  /** The most queries of one run; 1 for decoding. */
  readonly chunk: number;
  /** Blocks of eight halves of a query and of a key. */
  readonly blocks: number;
  /** Coordinates of a value. */
  readonly width: number;
  /** B. */
  readonly scale: number;
  /** Whether queries are taken in tiles; by default where there are enough of them, and enough keys. */
  readonly tiled?: boolean;
}

/** Workgroups that keep a large device busy. */
const WORKGROUPS = 1024;
const MOST_SPLITS = 128;
/** Threads that share the keys of a query, whatever the plan. */
const FEWEST_LANES = 16;
/** With fewer keys there is too little work for tiles to matter. */
const KEYS_FOR_TILES = 1024;

/** Into how many parts the keys are split, each with a workgroup for each tile of queries. */
export function splitsOf(shape: NgramLookupShape): number {
  const { capacity, chunk } = shape;
  const tiles = isTiled(shape) ? Math.ceil(chunk / TILE) : chunk;
  return Math.min(Math.ceil(capacity / TILE), Math.ceil(WORKGROUPS / tiles), MOST_SPLITS);
}

function isTiled({ capacity, chunk, tiled }: NgramLookupShape): boolean {
  return tiled ?? (chunk >= TILE && capacity >= KEYS_FOR_TILES);
}

/**
 * The most rescalings that the weight of one key goes through: one for each group of keys that its thread sees, one when the
 * lanes of its workgroup merge, and three when the splits do. Error bounds build on it.
 */
export function mostRescalings(positions: number): number {
  return Math.ceil(positions / TILE) + 4;
}

/**
 * The most additions that one term of Σ 2^(s−m) and Σ 2^(s−m) v goes through: at least sixteen threads share a query's keys, and
 * each adds up its own; then lanes are added up, at most 64, and splits, at most 256 in as many lanes. Error bounds build on it.
 */
export function mostAdditions(positions: number): number {
  return Math.ceil(positions / FEWEST_LANES) + TILE + 64 + 256;
}

/**
 * range (2): start and count; queries (blocks, chunk, 8) of the positions start …; keys (blocks, capacity, 8) and values
 * (⌈width / 2⌉, capacity, 2) of all positions; partials (splits, chunk, width + 2); out (chunk, width).
 */
export const ngramLookup: KernelDefinition<NgramLookupShape> = {
  name: 'ngram-lookup',
  precisions: ['f32'],

  assertShape(shape) {
    const { capacity, chunk, blocks, width, scale } = shape;
    for (const [name, value] of Object.entries({ capacity, chunk, blocks, width })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`ngram-lookup: ${name} is ${value}; a whole number of 1 or more is needed`);
      }
    }
    if (chunk > capacity) {
      throw new RangeError(`ngram-lookup: chunk is ${chunk}; at most the capacity, ${capacity}, is accepted`);
    }
    if (!(Number.isFinite(scale) && scale > 0)) {
      throw new RangeError(`ngram-lookup: scale is ${scale}; a finite number above 0 is needed`);
    }
  },

  tensors(shape) {
    const { capacity, chunk, blocks, width } = shape;
    const pairs = Math.ceil(width / 2);
    const partials = [splitsOf(shape), chunk, width + 2];
    return [
      { name: 'range', role: 'input', shape: [2], dtype: 'u32', purpose: 'state' },
      { name: 'queries', role: 'input', shape: [blocks, chunk, 8], dtype: 'f16', purpose: 'scratch' },
      { name: 'keys', role: 'input', shape: [blocks, capacity, 8], dtype: 'f16', purpose: 'kv-cache' },
      { name: 'values', role: 'input', shape: [pairs, capacity, 2], dtype: 'f16', purpose: 'kv-cache' },
      { name: 'partials', role: 'scratch', shape: partials, dtype: 'f32', purpose: 'scratch' },
      { name: 'out', role: 'output', shape: [chunk, width], dtype: 'f32', purpose: 'scratch' },
    ];
  },

  plan(shape, _, { limits }) {
    const splits = splitsOf(shape);
    const lookUp = isTiled(shape) ? tileProgram(shape, splits, limits) : decodeProgram(shape, splits, limits);
    return [lookUp, mergeProgram(shape, splits, limits)];
  },

  reference: ngramLookupReference,

  cost({ capacity, chunk, blocks, width }) {
    // The last `chunk` of `capacity` positions, each against all keys up to its own.
    const pairs = chunk * (capacity - (chunk - 1) / 2);
    return {
      flops: pairs * 2 * (8 * blocks + width),
      bytesRead: 16 * blocks * (chunk + capacity) + 4 * Math.ceil(width / 2) * capacity,
      bytesWritten: 4 * width * chunk,
    };
  },
};
