import { float32, float64, type Precision, significand } from '@verbatim/transformer';

/** The formats that are certified: doubles, floats, binary16 and bfloat16, the last two by their significands. */
export const FORMAT_NAMES = ['f64', 'f32', 'f16', 'bf16'] as const;

/** One of {@link FORMAT_NAMES}. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** What a certificate needs to know of each. */
export const PRECISIONS: { readonly [name in FormatName]: Precision } = {
  f64: float64(),
  f32: float32(),
  f16: significand(11),
  bf16: significand(8),
};
