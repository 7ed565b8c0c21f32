/**
 * Rounding to binary16 in WGSL. `pack2x16float` may return either neighbour of a number that binary16 does not have, and
 * takes no feature; this one is done on the bits, where everything is exact, and returns the nearest, ties to even. It makes
 * a code whose coordinate came out as 0.99999 exactly 1 again, on every device.
 */

/** `halfBits(x)`: the 16 bits of the nearest binary16 number; `unpack2x16float` reads them. */
export const HALF_BITS_WGSL = `\
fn halfBits(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude >= 0x477ff000u) {
    return sign | select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
  }
  if (magnitude >= 0x38800000u) {
    return sign | ((magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13u) & 1u)) >> 13u);
  }
  // Below 2^-14 the numbers are multiples of 2^-24; below half of that there is only 0.
  let exponent = magnitude >> 23u;
  if (exponent < 102u) {
    return sign;
  }
  let significand = (magnitude & 0x7fffffu) | 0x800000u;
  let shift = 126u - exponent;
  let half = 1u << (shift - 1u);
  return sign | ((significand + half - 1u + ((significand >> shift) & 1u)) >> shift);
}
`;
