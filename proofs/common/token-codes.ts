/** The codes that the lemmas speak of, from the definition of the code alone. */
import { vocabulary } from '@verbatim/tasks';
import { FLAG_SCALE, letterCode, type Slot, toDense } from '@verbatim/transformer';

const codes = new Map<number, readonly (readonly number[])[]>();

/** The embedding of every token: a letter in {−1, +1}^d', BOS and COPY on an axis each; width d' + 2. */
export function tokenCodes(alphabetSize: number): readonly (readonly number[])[] {
  const known = codes.get(alphabetSize);
  if (known) {
    return known;
  }
  const matrix = letterCode(vocabulary(alphabetSize));
  const dense = toDense(matrix);
  const rows = Array.from({ length: matrix.rows }, (_, token) =>
    Array.from(dense.subarray(token * matrix.columns, (token + 1) * matrix.columns)),
  );
  codes.set(alphabetSize, rows);
  return rows;
}

/** P of a token's code: the letter's coordinates and the flag, which is f for BOS and COPY; width d' + 1. */
export function slotOfToken(alphabetSize: number, token: number): readonly number[] {
  const code = tokenCodes(alphabetSize)[token]!;
  const [bos, copy] = code.slice(-2) as [number, number];
  return [...code.slice(0, -2), FLAG_SCALE * (bos + copy)];
}

/** What a slot of a query or key is meant to hold: a letter's code, the flag, or nothing; width d' + 1. */
export function slotCode(alphabetSize: number, slot: Slot): readonly number[] {
  return slot === null
    ? new Array(tokenCodes(alphabetSize)[0]!.length - 1).fill(0)
    : slotOfToken(alphabetSize, slot === 'start' ? alphabetSize : slot);
}
