/**
 * A certificate that the construction copies in a rounding number system: the worst case over every string of at most L
 * letters without a conflicting repeat, bounded once and for all. It is sufficient, not necessary.
 *
 * Every operation returns the true result times (1 + δ), |δ| ≤ u = 2^−p (rounding to nearest, p-bit significands), as long as
 * it neither overflows nor underflows. The bound follows the forward pass in the order `NumberSystem` states, by the names
 * of the lemmas:
 *
 * 1. window mean: a sum of t ≤ n + 1 codes is an integer ≤ t, exact while n + 1 ≤ 2^p; the division leaves |h_t| ≤ 1 with
 *    relative error u.
 * 2. token recovery: where the gate of slot t is open the special axes of h_{t−1} are exactly 0, so a letter coordinate of
 *    u_t is `fl(fl(t·h_t) − fl((t−1)·h_{t−1}))` over integer window sums; its worst error is enumerated (`recovery-error.ts`).
 *    The flag is fl(2t·fl(1/t)), with error ≤ 2(2u + u²), or exactly 0. (The stop variant also cancels the COPY at this very
 *    position: letters exactly where window sums are exact, the flag where 6·w·fl(1/w) = 6 as well, else at a few u more in
 *    the key's slots.)
 * 3. gate: where it is closed both hidden entries stay below 0, so that its output is exactly 0.
 * 4. scores: an inner product over n(d' + 1) coordinates in four lanes; exact when the gates are exact and B times the largest
 *    score fits p bits.
 * 5. softmax: right keys weigh at least 2^(−2Δ)(1 − ε) relative to the largest, wrong ones at most 2^(−(Bγ − 2Δ)(1 − u))(1 + ε),
 *    where Δ bounds the error of a score. So all wrong ones together hold at most the share ρ of the attention.
 * 6. readout: the weighted mean is folded in halves, so its error grows with ⌈log2 K⌉, not with K; the right code then wins by
 *    2 − 2ρ(d' + 1) against letters and by d' − ρ(2d' + 1) against BOS and COPY, which must exceed twice the logit error.
 *
 * Range. Rounding is monotone, so a sum of 2^h weights folded in halves, none above 1, is at most 2^h: it stays finite while
 * ⌈log2 K⌉ ≤ e, the largest exponent. Entries of block 1 stay below 10(n + 1), and two scores differ by at most twice B times
 * the sum of a score's magnitudes; both must not exceed 2^e. Sums are exact where they are tiny; so are whole multiples of
 * window means that are in the range of full precision. What else may underflow (a product in a score, a weight, a mean of
 * values) is off by the smallest positive number at most, which is added to the errors.
 */
import { closedGatesStayBelowZero, growth, tightestComparison } from './certificate-steps.js';
import { FLAG_SCALE, GATE_STRENGTH } from './copying-transformer.js';
import { letterWidth } from './letter-code.js';
import type { NumberSystem } from './number-system.js';
import { boundedRecoveryError, letterRecoveryError, stopFlagIsExact, windowSumsAreExact } from './recovery-error.js';
import { scoreGap, softmaxScale, visiblePositions } from './softmax-scale.js';

/** The case a certificate speaks of. */
export interface CertificateCase {
  /** D. */
  readonly alphabetSize: number;
  /** n. */
  readonly ngram: number;
  /** L; without it, the theorem's fixed T, whose strings have up to Dⁿ + n − 1 letters. */
  readonly maxLength?: number | bigint;
  readonly stop?: boolean;
}

/** The numbers of a certificate; errors and margins are absolute, in the unit of the quantity they belong to. */
export interface Certificate {
  /** Whether every string of at most L letters without a conflicting repeat is copied. */
  readonly certified: boolean;
  /** p; `Infinity` for exact arithmetic. */
  readonly significandBits: number;
  /** B. */
  readonly softmaxScale: number;
  /** K. */
  readonly visiblePositions: bigint;
  /** The largest error of a gate's letter coordinate, over all slots. */
  readonly gateError: number;
  /** Δ: the largest error of a scaled score, in powers of the softmax base (bits). */
  readonly scoreError: number;
  /** Bγ: by how much a right key's scaled score leads, in exact arithmetic. */
  readonly scoreMargin: number;
  /** ρ: the share of the attention that wrong keys can take, all rounding included. */
  readonly wrongShare: number;
  /** By how much the right token's logit leads the next one, at worst. */
  readonly logitMargin: number;
  /** The sum of the worst errors of the two logits compared. */
  readonly logitError: number;
  /** Why it is not certified, in words; null when it is. */
  readonly reason: string | null;
}

/**
 * `2 ** x` in doubles is assumed within two units in the last place; the engines' own documentation promises less than
 * one, and a test compares a sample with exact values.
 */
const POWER_ULPS = 2;

/** The bound is itself evaluated in doubles: errors are taken this much larger, far above that evaluation's rounding. */
const SLACK = 1 + 2 ** -30;

/** What a certificate needs to know of a number system. */
export type Precision = Pick<NumberSystem, 'significandBits' | 'smallestExponent' | 'largestExponent'>;

/**
 * Certifies (D, n, L) in a number system, or says why not.
 *
 * @throws RangeError when D, n or L is out of range.
 */
export function certificate(asked: CertificateCase, precision: Precision): Certificate {
  return certificateFrom(stepsWithoutLength(asked, precision), asked, precision);
}

/**
 * The same for many L: steps 1 to 3, whose work grows with n, do not depend on L and are done once.
 *
 * @throws RangeError when D or n is out of range.
 */
export function certificatesByLength(
  size: Omit<CertificateCase, 'maxLength'>,
  precision: Precision,
): (maxLength: bigint) => Certificate {
  const slots = stepsWithoutLength(size, precision);
  return (maxLength) => certificateFrom(slots, { ...size, maxLength }, precision);
}

function certificateFrom(
  slots: ReturnType<typeof stepsWithoutLength>,
  { alphabetSize, ngram, maxLength, stop = false }: CertificateCase,
  { significandBits: bits, smallestExponent, largestExponent }: Precision,
): Certificate {
  const positions = visiblePositions(alphabetSize, ngram, maxLength === undefined ? undefined : BigInt(maxLength));
  const scale = softmaxScale(alphabetSize, positions);
  const u = 2 ** -bits;
  const smallest = 2 ** smallestExponent;
  const largest = 2 ** largestExponent;
  const letters = letterWidth(alphabetSize);

  // 4. Scores: products with B and with the key, four lanes of additions, two more to join them.
  const lane = Math.ceil((ngram * (letters + 1)) / 4);
  const wholeNumbers = slots.product === 0 && scale * slots.magnitude <= 2 ** bits;
  const scoreError = wholeNumbers
    ? 0
    : SLACK * (scale * (slots.product + growth(u, lane + 3) * slots.magnitude) + ngram * (letters + 1) * smallest);
  const scoreRange = 2 * (SLACK * scale * slots.magnitude + scoreError);

  // 5. Softmax. A weight below the number system's smallest positive number may come out as that number.
  const power = (1 + u) * (1 + (u === 0 ? 0 : POWER_ULPS * 2 ** -52)) - 1;
  const scoreMargin = scale * scoreGap(alphabetSize);
  const log2Positions = log2(positions);
  const log2Wrong = -(scoreMargin - 2 * scoreError) * (1 - u) + Math.log2(1 + power);
  const log2Right = -2 * scoreError * (1 + u) + Math.log2(1 - power);
  const wrongShare = Math.min(
    1,
    SLACK * (2 ** (log2Positions + log2Wrong - log2Right) + 2 ** (log2Positions + smallestExponent - log2Right)),
  );

  // 6. Readout: fold, one division, d' additions.
  const halvings = (positions - 1n).toString(2).length;
  const fold = growth(u, halvings);
  const meanError = ((1 + fold) / (1 - fold)) * (1 + u) - 1 + smallest;
  const tightest = tightestComparison({ letters, wrongShare, meanError, u, stop });
  const logitError = SLACK * tightest.error;

  const problems: [boolean, string][] = [
    [ngram + 1 > 2 ** bits, `window sums up to ${ngram + 1} do not fit ${bits} bits`],
    [!slots.weightsFit, `the weights of the gates do not fit ${bits} bits`],
    [!fits(scale, bits), `B = ${scale} does not fit ${bits} bits`],
    [ngram + 1 > 2 ** (1 - bits - smallestExponent), 'window means may underflow'],
    [10 * (ngram + 1) > largest, `sums in block 1 may exceed 2^${largestExponent} and overflow`],
    [scoreRange > largest, `differences of scores may exceed 2^${largestExponent} and overflow`],
    [halvings > largestExponent, `the sum of all weights may exceed 2^${largestExponent} and overflow`],
    [!slots.gatesClose, 'a closed gate could leak'],
    [!(fold < 1 && tightest.margin > logitError), 'the worst rounding error exceeds the margin'],
  ];
  return {
    certified: problems.every(([fails]) => !fails),
    significandBits: bits,
    softmaxScale: scale,
    visiblePositions: positions,
    gateError: slots.gate,
    scoreError,
    scoreMargin,
    wrongShare,
    logitMargin: tightest.margin,
    logitError,
    reason: problems.find(([fails]) => fails)?.[1] ?? null,
  };
}

/** Steps 1 to 3: errors of the gates, summed into those of an unscaled score. */
function stepsWithoutLength(
  { alphabetSize, ngram, stop = false }: CertificateCase,
  { significandBits: bits }: Precision,
) {
  const letters = letterWidth(alphabetSize);
  const u = 2 ** -bits;
  const last = ngram + 1;
  const exact = windowSumsAreExact(last, bits) && 2 * last + 2 * GATE_STRENGTH <= 2 ** bits;
  const recovery = (t: number) => (exact ? 0 : letterRecoveryError(t, bits));
  const flag = exact ? 0 : FLAG_SCALE * (2 * u + u * u);
  // The stop variant's key gates add C·(COPY axis of h_1), which cancels C·(t−1)·(COPY axis of h_{t−1}): up to five
  // additions over terms of magnitude 2t − 1 + 2C (letters) or 2·f + f + 2C (flag).
  const chain = growth(u, 7);
  const cancels = stop && !exact;
  const keyRecovery = (t: number) =>
    cancels ? Math.max(boundedRecoveryError(t, bits), chain * (2 * t - 1 + 2 * GATE_STRENGTH)) : recovery(t);
  const flagCancels = stop && !(exact && stopFlagIsExact(ngram, bits));
  const keyFlag = flagCancels ? chain * (3 * FLAG_SCALE + 2 * GATE_STRENGTH) : flag;
  // Where a slot holds a letter its flag is exactly 0, but for the stop variant's cancelled COPY.
  const keyNoFlag = flagCancels ? keyFlag : 0;

  let gate = 0;
  let product = 0;
  let magnitude = 0;
  for (let slot = 1; slot <= ngram; slot++) {
    const q = recovery(slot);
    const k = keyRecovery(slot + 1);
    gate = Math.max(gate, q, k);
    product += Math.max(
      letters * (q + k + q * k),
      letters * q * (1 + k) + (FLAG_SCALE + flag) * keyNoFlag,
      letters * q * k + (FLAG_SCALE + flag) * (FLAG_SCALE + keyFlag) - FLAG_SCALE ** 2,
    );
    magnitude += Math.max(
      letters * (1 + q) * (1 + k),
      letters * q * (1 + k) + (FLAG_SCALE + flag) * (FLAG_SCALE + keyFlag),
    );
  }
  const gatesClose = closedGatesStayBelowZero(chain, ngram, stop);
  return { gate, product, magnitude, gatesClose, weightsFit: weightsFit(ngram, bits) };
}

/** Whether a whole number is exact in `bits` bits. */
function fits(whole: number, bits: number): boolean {
  let odd = whole;
  while (odd > 0 && odd % 2 === 0) odd /= 2;
  return odd < 2 ** bits;
}

/** Whether t, f·t, C·t and (f ± C)·t are exact for every t ≤ n + 1: all are t or 3t times a power of two. */
function weightsFit(ngram: number, bits: number): boolean {
  if (3 * (ngram + 1) < 2 ** bits) return true;
  for (let t = 1; t <= ngram + 1; t++) if (!fits(t, bits) || !fits(3 * t, bits)) return false;
  return true;
}

/** log2 of a positive bigint, rounded up a little where it is not exact. */
function log2(x: bigint): number {
  const digits = x.toString(2).length;
  if (digits <= 53) return Math.log2(Number(x));
  const leading = Number(x >> BigInt(digits - 53)) + 1;
  return Math.log2(leading) + (digits - 53);
}
