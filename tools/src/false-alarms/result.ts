/** What the measurement of false alarms writes. */
import type { RunBlock } from '@verbatim/evidence';
import type { DeviceInfo } from '@verbatim/gpu';
import type { MeasuredPair } from './measured-pair.js';

export const FALSE_ALARMS_SCHEMA = 'verbatim.false-alarms/2';
export const FALSE_ALARMS_RESULT = 'benchmarks/results/false-alarms.json';
export const FALSE_ALARMS_COMMAND = 'node tools/dist/false-alarms/measure.js';

/** Up to twice the time passes: the margin of the gate without a GPU. */
export const DOUBLED = 1;

/** The share of alarms is to be below this, at this confidence. */
export const MOST_ALARMS = 0.01;
export const CONFIDENCE = 0.95;

/** How often the comparator says each thing. */
export interface Counts {
  readonly same: number;
  readonly faster: number;
  readonly slower: number;
  readonly undecided: number;
}

/** Pairs in which nothing changed: whatever is called slower or faster is a false alarm. */
export interface Alarms {
  readonly pairs: number;
  readonly counts: Counts;
  readonly share: number;
  /** The exact one-sided Clopper–Pearson upper bound on the share, at `confidence`. */
  readonly bound: number;
  readonly confidence: number;
}

/** Pairs of a kernel and one that does more. */
export interface Planted {
  readonly kernel: string;
  readonly work: number;
  readonly pairs: number;
  readonly counts: Counts;
  /** The verdict when the blocks of all rounds are those of one pair, beside all other kernels. */
  readonly together: keyof Counts;
  /** New over base, as the comparator estimates it from all of them. */
  readonly ratio: number;
}

/** What the comparator makes of the pairs. */
export interface Evaluation {
  /** The margin of the comparator. */
  readonly maxSlowdown: number;
  /** Comparisons of interleaved processes, one a round. */
  readonly interleaved: Alarms;
  /** Comparisons of the base in a round's first block with that of the next round: two runs, one after the other. */
  readonly twoRuns: Alarms;
  /** The same with the margin that docs/ci.md has for machines without a GPU. */
  readonly twoRunsDoubled: Alarms;
  /** One comparison of the blocks of all rounds. */
  readonly together: Alarms;
  readonly planted: readonly Planted[];
}

/** A whole run. */
export interface FalseAlarmResult extends Evaluation {
  readonly schema: typeof FALSE_ALARMS_SCHEMA;
  readonly run: RunBlock;
  readonly device: DeviceInfo;
  readonly pairs: readonly MeasuredPair[];
}
