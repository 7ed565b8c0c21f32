/** What is kept of the runs of a pair: as much as every comparison of them reads. */
import { medianInterval } from '@verbatim/bench';

/** Samples of the four runs of a block, in nanoseconds, each run a process of its own. */
export type SampledBlock = readonly [base: number[], next: number[], next: number[], base: number[]];

/** One kernel in blocks of four runs. */
export interface MeasuredPair {
  readonly round: number;
  /** The name of the instance. */
  readonly kernel: string;
  /** Work of the new side over that of the base, by the count of operations; 1 where both run the same. */
  readonly work: number;
  /** The median of each run, in nanoseconds and in the order base, new, new, base: interleaved runs are judged by these alone. */
  readonly blocks: readonly (readonly [base: number, next: number, next: number, base: number])[];
  /** The samples of both runs of the base in the first block: two runs, one after the other, are judged by how samples scatter. */
  readonly samples: readonly number[];
}

/** Keeps of the samples of a pair what {@link MeasuredPair} has. */
export function measuredPair(
  { round, kernel, work }: Pick<MeasuredPair, 'round' | 'kernel' | 'work'>,
  blocks: readonly SampledBlock[],
): MeasuredPair {
  const median = (samples: readonly number[]) => medianInterval(samples).median;
  const [first, , , last] = blocks[0]!;
  return {
    round,
    kernel,
    work,
    blocks: blocks.map(([a, b, c, d]) => [median(a), median(b), median(c), median(d)]),
    samples: [...first, ...last],
  };
}
