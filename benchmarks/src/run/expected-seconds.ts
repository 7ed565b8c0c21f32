/** How long a run of a point is expected to take: what is far too long is left out, and the rest gives the time left. */
import type { Ceilings } from '@verbatim/bench';
import type { DeviceInfo } from '@verbatim/gpu';
import { NO_CEILINGS } from './ceilings.js';

/** The share of a ceiling that most kernels reach. */
const TYPICAL = 0.3;
/** Seconds from one dispatch of a chain to the next: on a CPU the threads have to meet. */
const DISPATCH_SECONDS: Readonly<Record<DeviceInfo['kind'], number>> = { hardware: 5e-6, software: 5e-3 };
/** Operations, and bytes, a second of a backend without ceilings of its own. */
const ASSUMED: Readonly<Record<DeviceInfo['kind'], number>> = { hardware: 1e12, software: 2e8 };

/** What a run has to do. */
export interface Work {
  readonly flops: number;
  /** Read and written. */
  readonly bytes: number;
  readonly dispatches: number;
}

/** Seconds of one run, on a device of some kind; `ceilings` are its own, or null. */
export function expectedRunSeconds(
  { flops, bytes, dispatches }: Work,
  { kind, ceilings }: { readonly kind: DeviceInfo['kind']; readonly ceilings: Ceilings | null },
): number {
  const { copyGigabytesPerSecond: copy, matrixProductTeraflops: product } = ceilings ?? NO_CEILINGS;
  const flopRate = product.f32 === null ? ASSUMED[kind] : TYPICAL * 1e12 * product.f32;
  const byteRate = copy === null ? ASSUMED[kind] : TYPICAL * 1e9 * copy;
  return Math.max(flops / flopRate, bytes / byteRate, dispatches * DISPATCH_SECONDS[kind]);
}
