/** The significand width that suffices for (n, D, L), and widths that are known to work. */
import {
  type CertificateCase,
  certificate,
  letterWidth,
  searchSmallestFailure,
  significand,
} from '@verbatim/transformer';

/** The widths that `significand` accepts. */
const WIDEST = 24;
const NARROWEST = 2;

/**
 * p(n, D, L) = ⌈log2(B (n + 1)² (d' + 1)²)⌉ + 6. Errors of recovered letters grow with the slot, so those of a score with
 * n², and the score is scaled by B: one part in 64 B (n + 1)² (d' + 1)² keeps the sum far below the margin.
 */
export function sufficientWidth(ngram: number, alphabetSize: number, softmaxScale: number): number {
  return Math.ceil(Math.log2(softmaxScale) + 2 * Math.log2((ngram + 1) * (letterWidth(alphabetSize) + 1))) + 6;
}

/**
 * Bits of exponent that suffice: a wrong key weighs 2^(−Bγ) with γ ≤ 2, and numbers down to 2^(−4B) leave room. The
 * exponents −2^(e−1) … 2^(e−1) need e = ⌈log2 B⌉ + 3 bits.
 */
export function sufficientExponentBits(softmaxScale: number): number {
  return Math.ceil(Math.log2(softmaxScale)) + 3;
}

/**
 * `4 log2 log2 L + c(D)`, which significand, exponent and sign together never exceed for the least n with Dⁿ + n − 1 ≥ L
 * and L ≥ 2: then n + 1 ≤ 3 log2 L, and B ≤ log2 L + log2 D + log2(d' + 1) + 5 ≤ (log2 L)(6 + log2 D + log2(d' + 1)).
 *
 * @param log2Length log2 L.
 */
export function widthOrder(log2Length: number, alphabetSize: number): number {
  const code = letterWidth(alphabetSize) + 1;
  const scale = 6 + Math.log2(alphabetSize) + Math.log2(code);
  // Rounding up takes at most 1 bit in each of two terms; then 6 bits, 3 of the exponent and 1 of sign.
  return 4 * Math.log2(log2Length) + Math.log2(9 * scale ** 2 * code ** 2) + 12;
}

/** The least width such that it and every wider one up to `from` are certified. More bits are not always better. */
export function leastCertifiedWidth(asked: CertificateCase, softmaxScale: number, from: number): number {
  let width = from;
  while (width > NARROWEST && certificate(asked, precision(width - 1, softmaxScale)).certified) width--;
  return width;
}

/** p bits of significand and the exponents that `sufficientExponentBits` leaves room for. */
export function precision(bits: number, softmaxScale: number) {
  return { significandBits: bits, smallestExponent: -(2 ** (sufficientExponentBits(softmaxScale) - 1)) };
}

/**
 * The least width such that a search for failing strings finds none with it and every wider one up to `from`; also the
 * length of the string that fails with one bit less, null when even 2 bits were not seen to fail.
 *
 * @param from at most 24.
 */
export function leastWidthBySearch(
  search: { alphabetSize: number; ngram: number; maxLength: number; draws: number; seed: number },
  from: number,
): { readonly width: number; readonly failsAt: number | null } {
  for (let width = Math.min(from, WIDEST); width >= NARROWEST; width--) {
    const failure = searchSmallestFailure(search, significand(width));
    if (failure !== null) return { width: width + 1, failsAt: failure.length };
  }
  return { width: NARROWEST, failsAt: null };
}
