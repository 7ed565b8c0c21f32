/** By how much a slot's score falls when the key holds something else there than the query. */
import { type Slot, scoreGap } from '@verbatim/transformer';
import { slotCode } from '../../common/token-codes.js';

/** The least losses over one alphabet, whole numbers. */
export interface SlotLosses {
  readonly alphabetSize: number;
  /** Another letter in the place of a letter. */
  readonly letterForLetter: number;
  /** The start of a string, or nothing, in the place of a letter. */
  readonly otherForLetter: number;
  /** A letter, or nothing, in the place of the start of a string. */
  readonly otherForStart: number;
  /** γ. */
  readonly gap: number;
}

/** Computes every inner product of two slots over an alphabet of D letters. */
export function slotLosses(alphabetSize: number): SlotLosses {
  const letters = Array.from({ length: alphabetSize }, (_, letter) => slotCode(alphabetSize, letter));
  const start = slotCode(alphabetSize, 'start');
  const nothing = slotCode(alphabetSize, null satisfies Slot);
  const least = (queries: readonly (readonly number[])[], keys: readonly (readonly number[])[]) => {
    let smallest = Number.POSITIVE_INFINITY;
    for (const query of queries) {
      for (const key of keys) {
        if (query !== key) {
          smallest = Math.min(smallest, inner(query, query) - inner(query, key));
        }
      }
    }
    return smallest;
  };
  return {
    alphabetSize,
    letterForLetter: least(letters, letters),
    otherForLetter: least(letters, [start, nothing]),
    otherForStart: least([start], [...letters, nothing]),
    gap: scoreGap(alphabetSize),
  };
}

function inner(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
  }
  return sum;
}
