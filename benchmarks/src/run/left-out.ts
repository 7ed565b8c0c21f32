/** Points that are not run, and what is known of them all the same. */
import type { PointMemory } from '@verbatim/bench';

/** What is counted of a point without running it. */
export interface Counted {
  readonly memory: PointMemory;
  readonly dispatches: number;
}

/** A point is left out for a reason that is known before it is tried; the message is the reason. */
export class LeftOut extends Error {
  override readonly name: string = 'LeftOut';
}

/** It would take too long, by what this run measured: another run, on a quieter machine, may have the time. */
export class NoTimeLeft extends LeftOut {
  override readonly name = 'NoTimeLeft';

  /** @param counted - null where it cannot be counted. */
  constructor(
    message: string,
    readonly counted: Counted | null,
  ) {
    super(message);
  }
}
