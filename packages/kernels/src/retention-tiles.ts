/** How the passes of a retention are cut into tiles. */
import type { DeviceLimits } from '@verbatim/gpu';

/** Steps in a chunk. */
export const CHUNK = 64;
/** A workgroup has SIDE × SIDE threads. */
export const SIDE = 16;
/** Columns of a tile: four to each of SIDE threads. */
export const TILE = 4 * SIDE;
/** Threads of a workgroup of the scan over chunks. */
export const SCAN_WORKGROUP = 64;

/** A workgroup's part of a chunk of outputs. */
export interface OutputsTile {
  /** Rows of the chunk. */
  readonly rows: 32 | 64;
  /** How many packs of four keys or values pass through workgroup memory at once. */
  readonly depth: 2 | 4;
}

/** Bytes of workgroup memory of the outputs pass. */
export function outputsWorkgroupBytes({ rows, depth }: OutputsTile): number {
  const packs = rows * (depth + 1) + CHUNK * (depth + 1) + 4 * depth * SIDE + rows * SIDE;
  return 16 * packs + 4 * CHUNK;
}

/** The whole chunk where workgroup memory has room for it, else half of it. */
export function outputsTile({ maxWorkgroupStorage }: Pick<DeviceLimits, 'maxWorkgroupStorage'>): OutputsTile {
  const whole: OutputsTile = { rows: 64, depth: 4 };
  return outputsWorkgroupBytes(whole) <= maxWorkgroupStorage ? whole : { rows: 32, depth: 2 };
}
