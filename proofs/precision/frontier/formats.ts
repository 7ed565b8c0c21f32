/** The formats in use that the frontier is drawn for, widest first. */
import { bfloat16, float8e4m3, float8e5m2, float16, float32, type NumberSystem } from '@verbatim/transformer';

/** binary32, binary16, bfloat16, FP8 E4M3 and FP8 E5M2, each with its true range. */
export const FORMATS = [float32, float16, bfloat16, float8e4m3, float8e5m2].map(
  (format) => format() as unknown as NumberSystem,
);

/** Arithmetic of one system that says it has as many bits as another: what a certificate must not be believed about. */
export function mislabelled(numbers: unknown, { significandBits, smallestExponent, largestExponent }: NumberSystem) {
  return Object.create(numbers as object, {
    significandBits: { value: significandBits },
    smallestExponent: { value: smallestExponent },
    largestExponent: { value: largestExponent },
  }) as NumberSystem;
}
