/** How long the rest of a run takes: the cost model tells how points compare, and the points measured so far how fast it goes. */
import type { Ceilings, PointCost } from '@verbatim/bench';
import type { DeviceInfo } from '@verbatim/gpu';
import { effortFor } from './effort.js';
import { expectedRunSeconds } from './expected-seconds.js';

/** Seconds of any point: opening, compiling, checking. */
const BASE = 0.3;
/** Bytes a second that are made, written and read back around a measurement. */
const HANDLED = 2e9;
/** Runs of a short point; a longer one ends by its limit of time. */
const RUNS = 30;
/** Runs beside the samples. */
const OTHER_RUNS = 4;

/** What is known of a point beforehand. */
export interface PointAhead {
  readonly cost: PointCost | null;
  /** Whether it is counted and not run. */
  readonly counted: boolean;
}

/** Seconds of a point by the cost model; 0 for one that is counted, or left out for its length. */
export function expectedPointSeconds(
  { cost, counted }: PointAhead,
  {
    kind,
    ceilings,
    quick,
  }: { readonly kind: DeviceInfo['kind']; readonly ceilings: Ceilings | null; readonly quick: boolean },
): number {
  if (counted) return 0;
  if (cost === null) return 2 * BASE;
  const { sampling, longestRunSeconds } = effortFor(kind, quick);
  const bytes = cost.bytesRead + cost.bytesWritten;
  const run = expectedRunSeconds({ flops: cost.flops, bytes, dispatches: 1 }, { kind, ceilings });
  if (run > longestRunSeconds) return 0;
  return BASE + bytes / HANDLED + OTHER_RUNS * run + Math.min(RUNS * run, 2 * sampling.mostSeconds!);
}

/**
 * Seconds left, by the pace so far; null before there is one.
 *
 * @param done - expected and taken seconds of the points measured in this process.
 * @param ahead - expected seconds of those that are left.
 */
export function secondsLeft(done: { readonly expected: number; readonly taken: number }, ahead: number): number | null {
  return done.expected === 0 ? null : (done.taken / done.expected) * ahead;
}
