/** How far the numbers that block 1 passes on may be from whole ones when every operation is rounded. */
import { type CopyingTransformer, certificate, FLAG_SCALE, type NumberSystem } from '@verbatim/transformer';

const known = new Map<string, number>();

/** The certificate's bound on a letter coordinate where the gate is open, for the plain variant. */
export function letterError(
  { alphabetSize, ngram }: Pick<CopyingTransformer, 'alphabetSize' | 'ngram'>,
  numbers: NumberSystem,
): number {
  const key = `${alphabetSize} ${ngram} ${numbers.name}`;
  const error = known.get(key) ?? certificate({ alphabetSize, ngram, maxLength: 2 * ngram + 2 }, numbers).gateError;
  known.set(key, error);
  return error;
}

/** The flag is 2t · fl(1/t), with two roundings: the bound on its error, u = 2^−p. */
export function flagError({ significandBits }: NumberSystem): number {
  const u = 2 ** -significandBits;
  return FLAG_SCALE * (2 * u + u * u);
}

/** Whether a slot holds the wanted code within these errors; where nothing is wanted, it must hold exactly 0. */
export function isWithin(
  slot: readonly number[],
  wanted: readonly number[],
  errors: { readonly letter: number; readonly flag: number },
): boolean {
  const flag = wanted.length - 1;
  const open = wanted.some((coordinate) => coordinate !== 0);
  return slot.every((coordinate, c) => {
    const allowed = !open || (c === flag && wanted[flag] === 0) ? 0 : c === flag ? errors.flag : errors.letter;
    return Math.abs(coordinate - wanted[c]!) <= allowed;
  });
}
