import { KERNEL_MEMBER_NAMES } from '@verbatim/gssm';
import { exactRationals, float32, float64, type NumberSystem } from '@verbatim/transformer';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';
import type { ModelName } from './machine.js';

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
 * The arithmetic that `--arithmetic` asks for: of the transformer f64 unless it is given; of a GSSM none, or that of a GPU where
 * a kernel runs it.
 *
 * @param modelText - what `--model` was, for a message.
 * @throws UsageError for a name that the model does not take.
 */
export function chosenArithmetic(name: string | undefined, model: ModelName, modelText: string): Arithmetic | null {
  if (model.kind !== 'transformer') {
    if (name === undefined) return null;
    if (name === 'gpu' && model.kind === 'member' && KERNEL_MEMBER_NAMES.includes(model.member)) return 'gpu';
    throw new UsageError(
      `--arithmetic ${quoted(name)} with --model ${quoted(modelText)}; accepted is --arithmetic with the transformer, and --arithmetic gpu with gssm:NAME, where NAME is ${KERNEL_MEMBER_NAMES.join(', ')}`,
    );
  }
  const known = ARITHMETICS.find((arithmetic) => arithmetic === (name ?? 'f64'));
  if (known === undefined)
    throw new UsageError(`--arithmetic ${quoted(name ?? '')}; accepted are ${ARITHMETICS.join(', ')}`);
  return known;
}
