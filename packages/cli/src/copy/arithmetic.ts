import { exactRationals, float32, float64, type NumberSystem } from '@verbatim/transformer';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/** The number systems of `--arithmetic`. */
export const ARITHMETICS = ['exact', 'f64', 'f32'] as const;

/** One of {@link ARITHMETICS}. */
export type Arithmetic = (typeof ARITHMETICS)[number];

const SYSTEMS: { readonly [name in Arithmetic]: () => unknown } = { exact: exactRationals, f64: float64, f32: float32 };

/** The number system of that name. */
export function numberSystem(name: Arithmetic): NumberSystem {
  return SYSTEMS[name]() as NumberSystem;
}

/**
 * The number system that `--arithmetic` asks for: f64 unless it is given, and none for a GSSM, which computes nothing.
 *
 * @throws UsageError for another name, and for any name with a GSSM.
 */
export function chosenArithmetic(name: string | undefined, transformer: boolean): Arithmetic | null {
  if (!transformer) {
    if (name !== undefined)
      throw new UsageError('--arithmetic with a GSSM; accepted is --arithmetic with the transformer');
    return null;
  }
  const known = ARITHMETICS.find((arithmetic) => arithmetic === (name ?? 'f64'));
  if (known === undefined) {
    const missing = name === 'gpu' ? ' is not available in this version' : '';
    throw new UsageError(`--arithmetic ${quoted(name ?? '')}${missing}; accepted are ${ARITHMETICS.join(', ')}`);
  }
  return known;
}
