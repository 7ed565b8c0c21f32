/** How long a run of a point is expected to take: what is far too long is left out, and the rest gives the time left. */
import type { Backend, Ceilings } from '@verbatim/bench';
import type { DeviceInfo } from '@verbatim/gpu';

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

/** Seconds of one run. */
export function expectedRunSeconds(
  { flops, bytes, dispatches }: Work,
  on: { readonly backend: Backend; readonly kind: DeviceInfo['kind']; readonly ceilings: Ceilings },
): number {
  const { copyGigabytesPerSecond, matrixProductTeraflops } = on.ceilings;
  const own = on.backend === 'webgpu';
  const flopRate =
    own && matrixProductTeraflops.f32 !== null ? TYPICAL * 1e12 * matrixProductTeraflops.f32 : ASSUMED[on.kind];
  const byteRate = own && copyGigabytesPerSecond !== null ? TYPICAL * 1e9 * copyGigabytesPerSecond : ASSUMED[on.kind];
  return Math.max(flops / flopRate, bytes / byteRate, dispatches * DISPATCH_SECONDS[on.kind]);
}
