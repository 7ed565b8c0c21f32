/** How the diagonal scan is cut: a workgroup holds a tile of consecutive steps by neighbouring channels in registers. */
import type { DiagonalScanShape } from './diagonal-scan.js';

/** Threads of a workgroup: what every WebGPU device has. */
const TILE_THREADS = 256;
/** Channels of a tile: 128 bytes of a row, a line of cache. */
export const TILE_CHANNELS = 32;
/** Steps that a thread holds: on an H100, 16 are 15 % faster than 8, since tiles are fewer; more were not tried. */
const STEPS = 16;

/** A cut of a shape. */
export interface ScanTiles {
  /** Channels of a vector. */
  readonly width: 1 | 4;
  /** Vectors of a row of x. */
  readonly lanes: number;
  /** Threads of a workgroup: neighbouring vectors by parts of its steps. */
  readonly across: number;
  readonly down: number;
  /** Steps of a thread, and of a tile. */
  readonly steps: number;
  readonly tile: number;
  /** Tiles over the length, and groups of channels over a row. */
  readonly tiles: number;
  readonly groups: number;
}

/** @param steps steps of a thread, even: a power of a decay over them is taken in halves. */
export function scanTiles({ length, channels }: DiagonalScanShape, steps = STEPS): ScanTiles {
  const width = channels % 4 === 0 ? 4 : 1;
  const lanes = channels / width;
  const across = TILE_CHANNELS / width;
  const down = TILE_THREADS / across;
  const tile = down * steps;
  return {
    width,
    lanes,
    across,
    down,
    steps,
    tile,
    tiles: Math.ceil(length / tile),
    groups: Math.ceil(lanes / across),
  };
}

/** Words before the carries: the ticket, and three that keep vectors whole. */
export const TICKET_WORDS = 4;

/** 32-bit words that tiles share, a multiple of four: the ticket, what each tile starts from, what it leaves behind. */
export function carryWords({ channels }: DiagonalScanShape, { tiles }: ScanTiles): number {
  return tiles === 1 ? 0 : TICKET_WORDS + 4 * Math.ceil((2 * tiles * channels) / 4);
}
