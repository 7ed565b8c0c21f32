import { bfloat16, float16, float32, float64, type NumberSystem } from '@verbatim/transformer';

/** The formats that are certified: doubles, floats, binary16 and bfloat16, each with its own range. */
export const FORMAT_NAMES = ['f64', 'f32', 'f16', 'bf16'] as const;

/** One of {@link FORMAT_NAMES}. */
export type FormatName = (typeof FORMAT_NAMES)[number];

const FORMATS: { readonly [name in FormatName]: () => unknown } = {
  f64: float64,
  f32: float32,
  f16: float16,
  bf16: bfloat16,
};

/** The number system of that name. */
export function formatOf(name: FormatName): NumberSystem {
  return FORMATS[name]() as NumberSystem;
}
