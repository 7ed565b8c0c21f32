import type { MedianInterval } from '@verbatim/bench';

/** One thing measured: a line of a table, and an entry of the JSON. */
export interface Point extends MedianInterval {
  /** The suite that it belongs to. */
  readonly suite: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** The unit of the median and of its interval. */
  readonly unit: string;
  /** What was counted, not timed, along with it. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** A statement about how points of a suite grow. */
export interface Growth {
  readonly suite: string;
  readonly statement: string;
  readonly numbers: Readonly<Record<string, number | readonly number[] | boolean>>;
}

/** What a suite found. */
export interface SuiteResult {
  readonly points: readonly Point[];
  readonly growth: readonly Growth[];
}

/** Measures one suite; `progress` is told what is being measured. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  run(progress: (doing: string) => void): Promise<SuiteResult>;
}
