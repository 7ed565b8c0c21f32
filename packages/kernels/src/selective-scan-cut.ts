/** How the selective scan is cut: segments of the length, chunks of a segment, and what a workgroup and a thread hold. */
import type { PlanContext } from './kernel-definition.js';
import type { SelectiveScanShape } from './selective-scan.js';

/** State numbers that advance at a time: 16 a thread, eight warps on each multiprocessor of a large card. */
const ENOUGH_STATES = 2 ** 19;
/** The scan of segments is sequential: some 60 ns each on an H100. */
const MOST_SEGMENTS = 256;
/** Threads that correct, each a chunk of a channel: with fewer, latency shows. */
const ENOUGH_CHUNKS = 2 ** 19;
const SHORTEST_CHUNK = 32;
const LONGEST_CHUNK = 128;

/** How the length is cut. It does not depend on the device, since scratch does not. */
export interface SegmentCut {
  /** Steps of a segment, a multiple of `chunk`, and how many segments there are. */
  readonly segment: number;
  readonly count: number;
  /** Steps that are corrected or skipped together. */
  readonly chunk: number;
  readonly chunks: number;
}

/**
 * As few segments as fill a large card, 128 with 256 channels of 16 states: each has to be corrected as far as the state before it
 * lasts, so that more of them are more to correct. None is shorter than a chunk. Chunks are as long as leaves enough threads: the
 * longer, the fewer there are to look at and skip, but a short length has few.
 *
 * @param segments how many, at most.
 */
export function segmentCut({ length, channels, states }: SelectiveScanShape, segments?: number): SegmentCut {
  let chunk = SHORTEST_CHUNK;
  while (chunk < LONGEST_CHUNK && Math.ceil(length / (2 * chunk)) * channels >= ENOUGH_CHUNKS) {
    chunk *= 2;
  }
  const wanted = segments ?? Math.min(MOST_SEGMENTS, Math.ceil(ENOUGH_STATES / (channels * states)));
  const segment = chunk * Math.ceil(length / wanted / chunk);
  return { segment, count: Math.ceil(length / segment), chunk, chunks: Math.ceil(length / chunk) };
}

/** Vectors of four before each part of the scratch, and of all of it. */
export interface ScratchLayout {
  /** After what segments leave behind: the sum of Δ over each segment. */
  readonly totals: number;
  /** The sum of Δ from the start of its segment to each chunk. */
  readonly spans: number;
  readonly vectors: number;
}

/** One tensor has all that passes share: with one for each, a program would bind more buffers than every device allows. */
export function scratchLayout({ channels, states }: SelectiveScanShape, { count, chunks }: SegmentCut): ScratchLayout {
  const totals = count * (states / 4) * channels;
  const spans = totals + Math.ceil((count * channels) / 4);
  return { totals, spans, vectors: spans + Math.ceil((chunks * channels) / 4) };
}

/** Steps that a workgroup has in its memory at a time, of which it has two sets. */
export const STAGE = 8;
const MOST_THREADS = 256;
/** State numbers of a thread, where channels can be put together or states be divided. */
const STATES_OF_THREAD = 16;

/** What a workgroup and its threads hold. */
export interface ThreadForm {
  /** Neighbouring threads that share the states of a channel. */
  readonly parts: 1 | 2 | 4;
  /** State numbers of a thread in each of its channels. */
  readonly own: number;
  /** Channels of a thread. */
  readonly each: 1 | 2 | 4;
  /** Channels of a vector of x. */
  readonly width: 1 | 4;
  /** Channels of a workgroup, and its threads. */
  readonly across: number;
  readonly threads: number;
}

/**
 * Where there are subgroups, four threads share a channel's states, so that each reads a quarter of B and C for four channels. Threads
 * with neighbouring local indices must then be neighbours in a subgroup, as in `window-attention-direct.ts`. Without, a thread has
 * all states of its channels. A workgroup has as many channels as its memory holds.
 */
export function threadForm(
  { channels, states }: SelectiveScanShape,
  { features, limits, subgroupSizes }: PlanContext,
): ThreadForm {
  const shared = features.includes('subgroups') && subgroupSizes ? Math.min(4, subgroupSizes[0]) : 1;
  const quads = states / 4;
  const parts = shared >= 4 && quads % 4 === 0 ? 4 : shared >= 2 && quads % 2 === 0 ? 2 : 1;
  const own = states / parts;
  const width = channels % 4 === 0 ? 4 : 1;
  const together = width === 1 ? 1 : STATES_OF_THREAD / own;
  const each = together >= 4 ? 4 : together >= 2 ? 2 : 1;
  let across = Math.min((MOST_THREADS / parts) * each, MOST_THREADS, 32 * Math.ceil(channels / 32));
  const bytes = (wide: number) => 2 * STAGE * (2 * 4 * wide + 2 * 16 * quads);
  while (across > 32 && bytes(across) > limits.maxWorkgroupStorage) {
    across = 32 * Math.ceil(across / 64);
  }
  return { parts, own, each, width, across, threads: (across / each) * parts };
}
