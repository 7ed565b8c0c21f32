/** How the selective scan is laid out on CUDA: what a thread, a block and a segment have, and where scratch lies. */
import type { SelectiveScanShape } from './selective-scan.js';

/** What was chosen by measuring, with 256 channels of 16 states. */
export interface SelectiveScanTuning {
  /** Channels of a thread, a power of two up to 4, where their states fit its registers. */
  readonly channels: number;
  /** States of a thread in each of its channels, at most, where the number of states can be halved so far. */
  readonly states: number;
  /** Channels of a block, a power of two. */
  readonly group: number;
  /** Steps of a tile, and how many tiles are in shared memory or on their way. */
  readonly steps: number;
  readonly stages: number;
  /** Steps of a tile in a row, without a branch. */
  readonly unroll: number;
  /** Steps whose least output is kept, a multiple of a tile's. */
  readonly chunk: number;
  /** Warps of a block of the second launch, and steps that one loads at once. */
  readonly startWarps: number;
  readonly startSteps: number;
  /** Segments of the length, at most. */
  readonly segments: number;
  /** Blocks that a multiprocessor must have room for: it bounds the registers. */
  readonly resident: number;
}

export const SELECTIVE_SCAN_TUNING: SelectiveScanTuning = {
  channels: 2,
  states: 8,
  group: 128,
  steps: 32,
  stages: 2,
  unroll: 1,
  chunk: 64,
  startWarps: 4,
  startSteps: 16,
  segments: 132,
  resident: 2,
};

/** States of a thread, over its channels, beyond which it has only one. */
const MOST_OF_THREAD = 32;
const WARP = 32;
const MOST_THREADS = 1024;
/** Shared memory that the second launch may take, within what any kernel has without asking. */
const START_BYTES = 47 * 1024;
/** Numbers that the copy engine moves at least. */
const COPIED = 4;

/** Everything that follows from a shape. */
export interface SelectiveScanLayout extends SelectiveScanShape {
  readonly tuning: SelectiveScanTuning;
  /** Channels of a thread, states of each, and threads that share channels, so that parts · statesOfThread = states. */
  readonly channelsOfThread: number;
  readonly statesOfThread: number;
  readonly parts: number;
  /** Channels that a thread sums up in the end. */
  readonly ownChannels: number;
  /** Channels of a block, and how many such groups there are. */
  readonly group: number;
  readonly groups: number;
  readonly threads: number;
  /** Whether the copy engine can move the rows. */
  readonly byCopies: boolean;
  /** Steps of a segment, a multiple of a tile's; segments; chunks of a segment. */
  readonly segmentSteps: number;
  readonly segments: number;
  readonly chunks: number;
  /** Where sums of Δ begin in scratch: of segments, and up to each chunk; and the least outputs of chunks. Then all numbers. */
  readonly totalsAt: number;
  readonly spansAt: number;
  readonly leastsAt: number;
  readonly scratch: number;
  /** Numbers of a tile of x, and of all that is brought at once. */
  readonly tile: number;
  readonly stage: number;
  readonly sharedBytes: number;
  /** Warps of a block of the second launch: each has the C of a chunk in shared memory. */
  readonly startWarps: number;
}

export function selectiveScanLayout(
  shape: SelectiveScanShape,
  tuning: SelectiveScanTuning = SELECTIVE_SCAN_TUNING,
): SelectiveScanLayout {
  const { length, channels, states } = shape;
  const { steps, stages } = tuning;
  let parts = 1;
  // Halves that are whole loads of four.
  while (states / parts > tuning.states && (states / parts) % 8 === 0) parts *= 2;
  const statesOfThread = states / parts;
  const channelsOfThread = tuning.channels * statesOfThread <= MOST_OF_THREAD ? tuning.channels : 1;
  const threadsOf = (group: number) => (group / channelsOfThread) * parts;
  let group = tuning.group;
  while (group / 2 >= channels && threadsOf(group / 2) >= WARP) group /= 2;
  while (threadsOf(group) > MOST_THREADS) group /= 2;
  while (threadsOf(group) < WARP) group *= 2;
  // Twice the root at least: of shorter segments there are more, which the second launch goes over; so measured from 1k to 16k.
  const wanted = Math.max(length / tuning.segments, 2 * Math.sqrt(length));
  const segmentSteps = Math.ceil(wanted / steps) * steps;
  const segments = Math.ceil(length / segmentSteps);
  const chunks = Math.ceil(segmentSteps / tuning.chunk);
  const totalsAt = segments * channels * states;
  const spansAt = totalsAt + segments * channels;
  const leastsAt = spansAt + segments * chunks * channels;
  const tile = steps * group;
  const stage = 2 * tile + 2 * steps * states;
  return {
    ...shape,
    tuning,
    channelsOfThread,
    statesOfThread,
    parts,
    ownChannels: Math.max(1, channelsOfThread / parts),
    group,
    groups: Math.ceil(channels / group),
    threads: threadsOf(group),
    byCopies: channels % COPIED === 0,
    segmentSteps,
    segments,
    chunks,
    totalsAt,
    spansAt,
    leastsAt,
    scratch: leastsAt + segments * chunks * channels,
    tile,
    stage,
    // The stages, two tiles of outputs, and a barrier for each stage and two for each tile of outputs.
    sharedBytes: 4 * (stages * stage + 2 * tile) + 8 * (stages + 4),
    startWarps: Math.min(tuning.startWarps, Math.floor(START_BYTES / (4 * states * tuning.chunk))),
  };
}

/** Constants of both launches. */
export function headCuda(layout: SelectiveScanLayout): string {
  return `\
constexpr int LENGTH = ${layout.length}, CHANNELS = ${layout.channels}, STATES = ${layout.states};
/* Steps and number of the segments, and of the chunks of one. */
constexpr int SEGMENT = ${layout.segmentSteps}, SEGMENTS = ${layout.segments}, CHUNK = ${layout.tuning.chunk}, CHUNKS = ${layout.chunks};
/* Scratch: states (SEGMENTS, CHANNELS, STATES); then sums of the steps of segments (SEGMENTS, CHANNELS), those up to each chunk
   and the least outputs of chunks, both (SEGMENTS, CHUNKS, CHANNELS). */
constexpr size_t TOTALS = ${layout.totalsAt}, SPANS = ${layout.spansAt}, LEASTS = ${layout.leastsAt};
constexpr float LOG2_E = 1.4426950408889634f;
`;
}
