/** The inequality behind B, over the steps in which it grows with the number of positions. */
import { letterWidth, scoreGap } from '@verbatim/transformer';

/** B as a function of D and of the number of visible positions K. */
export type Scale = (alphabetSize: number, positions: bigint) => number;

/** All K from `first` to `last`, for which one B should do. */
export interface ScaleStep {
  readonly letterWidth: number;
  readonly first: bigint;
  readonly last: bigint;
  /** B at `first`. */
  readonly scale: number;
  /** Whether it is enough at `last`: (K − 1) · 2^(−γB) ≤ 1 / (4(d' + 1)). */
  readonly holds: boolean;
}

/**
 * For D = 2, 4, 8, … and every B up to `largestScale`, the step of those K for which B is the least that is enough. B does not
 * fall when K grows, and what must hold gets harder with K, so a step whose first B is enough for its last K holds throughout.
 */
export function* scaleSteps(scale: Scale, largestWidth: number, largestScale: number): Generator<ScaleStep> {
  for (let width = 1; width <= largestWidth; width++) {
    const alphabetSize = 2 ** width;
    const perPosition = 4n * BigInt(letterWidth(alphabetSize) + 1);
    const gap = BigInt(scoreGap(alphabetSize));
    let first = 1n;
    for (let least = 1n; least <= BigInt(largestScale); least++) {
      const last = 2n ** (gap * least) / perPosition;
      if (last >= first) {
        const b = scale(alphabetSize, first);
        const holds = (last - 1n) * perPosition <= 2n ** (gap * BigInt(b));
        yield { letterWidth: width, first, last, scale: b, holds };
        first = last + 1n;
      }
    }
  }
}
