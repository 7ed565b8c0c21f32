/** The widths that suffice for (n, D, L), by formulas, and the order of log log L that they keep to. */
import { type CertificateCase, certificate, letterWidth } from '@verbatim/transformer';

/** The fewest bits of significand that a number system here can have. */
export const NARROWEST = 2;

/** ⌈log2 x⌉ of a whole number. */
const log2Ceiling = (x: bigint) => (x - 1n).toString(2).length * Number(x > 1n);

/**
 * p(n, D, L) = ⌈log2(B (n + 1)² (d' + 1)²)⌉ + 6. Errors of recovered letters grow with the slot, so those of a score with
 * n², and the score is scaled by B: one part in 64 B (n + 1)² (d' + 1)² keeps the sum far below the margin.
 */
export function sufficientWidth(ngram: number, alphabetSize: number, softmaxScale: number): number {
  const perScore = (BigInt(ngram) + 1n) * BigInt(letterWidth(alphabetSize) + 1);
  return log2Ceiling(BigInt(softmaxScale) * perScore ** 2n) + 6;
}

/**
 * e = ⌈log2 B⌉ + 6 bits of exponent, for exponents of −2^(e−1) ≤ −32 B and more: see {@link exponentsSuffice} for why that
 * is enough.
 */
export function sufficientExponentBits(softmaxScale: number): number {
  return log2Ceiling(BigInt(softmaxScale)) + 6;
}

/**
 * Whether nothing but a softmax weight can underflow with p bits of significand and e of exponent. Every number of block 1
 * is a multiple of 2^(1 − p − ⌈log2(n + 1)⌉), as the means are and rounding keeps it, and a score is one of the square of
 * this. How far weights may underflow is in the certificate.
 */
export function exponentsSuffice(significandBits: number, exponentBits: number, ngram: number): boolean {
  return 2 ** (exponentBits - 1) >= 2 * (significandBits + log2Ceiling(BigInt(ngram) + 1n));
}

/**
 * `4 log2 log2 L + c(D)`, which significand, exponent and sign together never exceed for the least n with Dⁿ + n − 1 ≥ L
 * and L ≥ 2: then n + 1 ≤ log2 L + 2 ≤ 3 log2 L, and B ≤ log2 L + log2(d' + 1) + 5 ≤ (log2 L)(6 + log2(d' + 1)).
 *
 * @param log2Length log2 L.
 */
export function widthOrder(log2Length: number, alphabetSize: number): number {
  const code = letterWidth(alphabetSize) + 1;
  const scale = 6 + Math.log2(code);
  // Rounding up takes at most 1 bit in each of two terms; then 6 bits of each and 1 of sign.
  return 4 * Math.log2(log2Length) + 2 * Math.log2(3 * scale * code) + 15;
}

/** The least width such that it and every wider one up to `from` are certified. More bits are not always better. */
export function leastCertifiedWidth(asked: CertificateCase, softmaxScale: number, from: number): number {
  let width = from;
  while (width > NARROWEST && certificate(asked, precision(width - 1, softmaxScale)).certified) width--;
  return width;
}

/** p bits of significand and numbers from 2^(−2^(e−1)) to below 2^(2^(e−1)), whatever is beyond. */
export function precision(
  significandBits: number,
  softmaxScale: number,
  exponentBits: number = sufficientExponentBits(softmaxScale),
) {
  const limit = 2 ** (exponentBits - 1);
  return { significandBits, smallestExponent: -limit, largestExponent: limit - 1 };
}
