import { exactRationals, float32, float64, type NumberSystem } from '@verbatim/transformer';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/** What `--arithmetic` takes: number systems of the CPU, and the arithmetic of a GPU. */
export const ARITHMETICS = ['exact', 'f64', 'f32', 'gpu'] as const;

/** One of {@link ARITHMETICS}. */
export type Arithmetic = (typeof ARITHMETICS)[number];

/** Those that are computed here, in a number system. */
export type HostArithmetic = Exclude<Arithmetic, 'gpu'>;

const SYSTEMS: { readonly [name in HostArithmetic]: () => unknown } = {
  exact: exactRationals,
  f64: float64,
  f32: float32,
};

/** The number system of that name. */
export function numberSystem(name: HostArithmetic): NumberSystem {
  return SYSTEMS[name]() as NumberSystem;
}

/**
 * The arithmetic that `--arithmetic` asks for: f64 unless it is given, and none for a GSSM, which computes nothing.
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
  if (known === undefined)
    throw new UsageError(`--arithmetic ${quoted(name ?? '')}; accepted are ${ARITHMETICS.join(', ')}`);
  return known;
}
