/** How long a point may take, and how narrow its interval must become. */
import type { SamplingOptions } from '@verbatim/bench';
import type { DeviceInfo } from '@verbatim/gpu';

/** What a run spends on a point. */
export interface Effort {
  readonly sampling: Pick<SamplingOptions, 'width' | 'leastSamples' | 'mostSamples' | 'mostSeconds'>;
  /** Whether times with the same inputs over and over are taken beside the cold ones. */
  readonly hot: boolean;
  /** Of one run; one that is expected to take longer is left out. */
  readonly longestRunSeconds: number;
  /** Bytes of a point's tensors that a device in software may take of the host. */
  readonly mostHostBytes: number;
}

const HARDWARE: Effort = {
  sampling: { width: 0.01, leastSamples: 20, mostSamples: 200, mostSeconds: 3 },
  hot: true,
  longestRunSeconds: 20,
  mostHostBytes: Number.POSITIVE_INFINITY,
};

const SOFTWARE: Effort = {
  sampling: { width: 0.05, leastSamples: 6, mostSamples: 24, mostSeconds: 2 },
  hot: true,
  longestRunSeconds: 4,
  mostHostBytes: 2 ** 30,
};

/** Six samples are the fewest with an interval at 0.95. */
const QUICK: Effort = {
  sampling: { width: 0.2, leastSamples: 6, mostSamples: 6, mostSeconds: 0.5 },
  hot: false,
  longestRunSeconds: 0.4,
  mostHostBytes: 2 ** 28,
};

/** The effort on a kind of device. */
export function effortFor(kind: DeviceInfo['kind'], quick: boolean): Effort {
  if (quick) return QUICK;
  return kind === 'hardware' ? HARDWARE : SOFTWARE;
}
