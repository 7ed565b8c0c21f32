/** Pairs that were never measured, with seeded noise. */
import { randomSource } from '@verbatim/tasks';
import { verifyFixture } from '../docs/results.testing.js';
import type { Where } from './evaluate.js';
import { type MeasuredPair, measuredPair } from './measured-pair.js';

export const WHERE: Where = {
  run: { ...verifyFixture.run, command: 'node tools/dist/false-alarms/measure.js', device: 'software: a card' },
  device: {
    api: 'webgpu',
    kind: 'software',
    vendor: 'nobody',
    architecture: 'none',
    card: null,
    driver: null,
    description: 'software: a card',
    features: [],
    limits: {
      maxBufferSize: 1,
      maxBindingSize: 1,
      maxBindings: 1,
      maxWorkgroupInvocations: 1,
      maxWorkgroupStorage: 1,
      maxWorkgroupsPerDimension: 1,
      maxOutputs: null,
    },
    subgroupSizes: null,
  },
};

/** How the times of a pair come about. */
export interface Noise {
  /** New over base. */
  readonly ratio?: number;
  /** Each sample is off by up to so much. */
  readonly samples?: number;
  /** Each run is off by up to so much in all of its samples. */
  readonly sides?: number;
}

/** Rounds of kernels, and in each a planted slowdown of the first kernel when there is one. */
export function pairsOf(
  rounds: number,
  kernels: number,
  noise: Noise = {},
  planted: number | null = null,
): MeasuredPair[] {
  const { ratio = 1, samples = 0.02, sides = 0 } = noise;
  const source = randomSource(1, 'pairs');
  const off = (most: number) => 1 + (most * (source.letters(1, 2001)[0]! - 1000)) / 1000;
  const pair = (round: number, kernel: string, work: number, of: number): MeasuredPair => {
    const turn = (nanoseconds: number) => {
      const own = nanoseconds * off(sides);
      return Array.from({ length: 5 }, () => Math.round(own * off(samples)));
    };
    const [base, next] = [1e6, 1e6 * of];
    const blocks = Array.from({ length: 3 }, () => [turn(base), turn(next), turn(next), turn(base)] as const);
    return measuredPair({ round, kernel, work }, blocks);
  };
  return Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) => [
    ...Array.from({ length: kernels }, (_, i) => pair(round, `kernel ${i}`, 1, ratio)),
    ...(planted === null ? [] : [pair(round, 'kernel 0', planted, planted)]),
  ]);
}
