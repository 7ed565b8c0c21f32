/** Corollary 2.8 from Theorem 2.7, in integers of any size. */
import { certificate, type Effort, type Method } from '@verbatim/evidence';
import { stateBits } from '@verbatim/gssm';
import { type CopyCount, errorAboveHalf, stringCount } from '../common/gssm-copy-count.js';

const ALPHABETS: Record<Effort, number> = { quick: 32, standard: 128, deep: 256 };
const LENGTHS: Record<Effort, number> = { quick: 64, standard: 256, deep: 512 };
/** Alphabets whose line is shown. */
const SHOWN = [2, 3, 26];

/** The condition of the corollary on |S|, and the most states it allows when there are D^L strings. */
export interface MemoryCondition {
  readonly words: string;
  readonly holds: (sizes: Omit<CopyCount, 'copied'>) => boolean;
  readonly mostStates: (strings: bigint) => bigint;
}

/**
 * For each D and L finds the most states that the condition allows, sees that one more is not allowed, and takes the machine that
 * copies as many strings as Theorem 2.7 lets it, |S|: its error is above 1/2. Fewer states leave a larger error.
 */
export function halfMemory({ words, holds, mostStates }: MemoryCondition): Method {
  return certificate({
    name: 'from-theorem-2.7',
    domain: (effort) =>
      `all |S| with ${words}, for 2 ≤ D ≤ ${ALPHABETS[effort]} and 1 ≤ L ≤ ${LENGTHS[effort]}, in integers`,
    check: async (effort, { progress, signal }) => {
      const [alphabets, lengths] = [ALPHABETS[effort], LENGTHS[effort]];
      const failures: string[] = [];
      const rows = [];
      for (let alphabetSize = 2; alphabetSize <= alphabets; alphabetSize++) {
        for (let length = 1; length <= lengths; length++) {
          const states = mostStates(stringCount({ alphabetSize, length }));
          const most = { alphabetSize, length, states };
          const isMost = holds(most) && !holds({ ...most, states: states + 1n });
          if (!isMost || !errorAboveHalf.holds({ ...most, copied: states })) {
            failures.push(`D = ${alphabetSize}, L = ${length}, |S| = ${states}`);
          }
          if (length === lengths && SHOWN.includes(alphabetSize)) {
            rows.push({
              alphabetSize,
              length,
              mostStateBits: stateBits(states),
              lengthBitsLessOne: length * Math.log2(alphabetSize) - 1,
            });
          }
        }
        progress((alphabetSize - 1) * lengths, (alphabets - 1) * lengths);
        await new Promise(setImmediate);
        signal.throwIfAborted();
      }
      return {
        holds: failures.length === 0,
        cases: (alphabets - 1) * lengths,
        failures: failures.length,
        numbers: failures.length === 0 ? { rows } : { rows, failures: failures.slice(0, 10) },
        explanation:
          failures.length === 0
            ? 'log2 |S| < L log2 D − 1 says 2|S| < D^L. With Theorem 2.7, copied ≤ |S|, so err ≥ 1 − |S|/D^L > 1/2: an inequality that holds for ' +
              'the most states allowed holds for fewer.'
            : `The error that Theorem 2.7 allows is not above 1/2, or the condition allows another number of states: ${failures[0]}.`,
      };
    },
  });
}
