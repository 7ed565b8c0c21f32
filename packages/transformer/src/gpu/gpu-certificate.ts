/**
 * When the device copies for certain. WGSL promises less than IEEE arithmetic, and the bound rests on what it does promise:
 *
 * - an addition, subtraction or multiplication returns the exact result where f32 has it, else either neighbour: a relative
 *   error of at most U = 2^−23, in any order and any fusion that is no less accurate;
 * - a division is within 2.5 units in the last place: at most V = 2.5 U;
 * - exp2(x) is within 3 + 2|x| units in the last place, and may be 0 below 2^−126;
 * - integer operations and bit casts are exact. (A result of 0 may be a number below 2^−140: too small to show anywhere here.)
 *
 * The steps, by the names of the lemmas:
 *
 * 1. Window mean. Sums of at most n + 1 codes, n ≤ 65,536, and weights up to 3(n + 1) are whole numbers below 2^24 and exact. The division leaves a relative error V.
 * 2. Token recovery. Where the gate of slot t is open, a letter's coordinate is t·h_t − (t−1)·h_{t−1}, two products of sums
 *    |s_t| + |s_{t−1}| ≤ 2t − 1 and a difference: r_t = ((1 + V)(1 + U) − 1)(2t − 1)(1 + U) + U. The flag, 2·t·h_t at a special
 *    token, comes from the sum 1: an error of at most 2((1 + V)(1 + U)² − 1).
 * 3. Gate. Where it is closed both ReLUs get less than 0, and the result is exactly 0. The stop variant's key at COPY adds and
 *    takes off C, which cancels up to C((1 + V)(1 + U)^6 − 1) and is felt at most twice.
 * 4. Storing. The nearest binary16 number is found by whole-number arithmetic. A coordinate within 2^−12 of ±1 becomes ±1, a
 *    flag within 2^−11 of 2 becomes 2: recovery errors are not passed on at all as long as r_t < 2^−12, that is t ≤ 290. What
 *    should be 0 keeps its error, with a relative 2^−11 more: letters of the slot that holds a flag (one slot of a query, one
 *    of a key), and flags of the stop variant's key at COPY.
 * 5. Score. Products of halves are exact in f32, and their magnitudes add up to at most M. Their sum over n(d' + 1) coordinates,
 *    in any order, is off by at most ((1 + U)^(n(d'+1)) − 1)·M, and exact where all are whole numbers (M is far below 2^24).
 *    Where letters come back exactly, all but N = 2d' + 1 products are whole numbers: those of the query's and of the key's flag
 *    slot, and one flag. Then a partial sum is rounded only where two sums meet that are no whole numbers, N − 1 times, by at
 *    most U·M; or where it reaches a power of two that it had not reached before: once rounded it is a multiple of its last
 *    place, and so is its sum with a whole number. Such errors double from one to the next, so that they add up to at most 2U·M
 *    on each of at most 2N − 1 stretches between meetings. In all that is less than 5N·U·M. One product with B follows. With
 *    what step 4 left, this gives Δ, the error of a scaled score.
 * 6. Softmax. With x = (largest score − score), the weight of a key is a product of powers of 2 whose exponents add up to −x:
 *    its own, and one for each of at most R rescalings of the running sums. Rounded exponents, powers and products add up to a
 *    relative error of at most e(x) = exp((4(R + 1) + 3x)·U) − 1 (twice the first-order terms is never reached). A right key
 *    has x ≤ 2Δ, a wrong one x ≥ Bγ − 2Δ, and 2^−x(1 + e(x)) falls with x. So the wrong keys' share ρ is at most
 *    K·2^(−(Bγ−2Δ))(1 + e(Bγ−2Δ)) / (2^(−2Δ)(1 − e(2Δ))), and K·2^−126 more for what underflows.
 * 7. Sums over keys: a term goes through at most A additions and R rescalings, a sixteenth of the K keys and a few, since threads
 *    share the keys of a query and each adds up its own. So there is a relative error F = (1 + U)^(A+R) − 1 of Σ weights, in the
 *    numerators and the denominator. Values are −1, 0 and 1, exactly, as stored. So a mean is off by at most
 *    (1 + F)/(1 − F)·(1 + V) − 1.
 * 8. Readout, as in `certificate.ts`: the right code wins by 2 − 2ρ(d' + 1) against letters and d' − ρ(2d' + 1) against special
 *    tokens, and each must exceed the errors of two logits.
 *
 * That the device follows WGSL's accuracy is assumed, and not shown here.
 */
import { mostAdditions, mostRescalings } from '@verbatim/kernels';
import type { Certificate, CertificateCase } from '../certificate.js';
import { closedGatesStayBelowZero, growth, tightestComparison } from '../certificate-steps.js';
import { FLAG_SCALE, GATE_STRENGTH } from '../copying-transformer.js';
import { letterWidth } from '../letter-code.js';
import { scoreGap, softmaxScale, visiblePositions } from '../softmax-scale.js';

const SIGNIFICAND_BITS = 24;
/** A relative error of one operation: either neighbour may be returned. */
const U = 2 ** -23;
const V = 2.5 * U;
/** Errors up to which ±1 and 2 come back when they are stored, and the relative error of storing anything else. */
const HEALED_LETTER = 2 ** -12;
const HEALED_FLAG = 2 ** -11;
const STORED = 2 ** -11;
const SMALLEST_EXPONENT = -126;
/** The bound is itself evaluated in doubles, and products of errors with errors are left out of it in places. */
const SLACK = 1 + 2 ** -10;

/**
 * Certifies (D, n, L) for the device, or says why not. The result has the shape of `certificate`'s; without L it is about the
 * theorem's fixed T.
 *
 * @throws RangeError when D, n or L is out of range.
 */
export function gpuCertificate({ alphabetSize, ngram, maxLength, stop = false }: CertificateCase): Certificate {
  const positions = visiblePositions(alphabetSize, ngram, maxLength === undefined ? undefined : BigInt(maxLength));
  const scale = softmaxScale(alphabetSize, positions);
  const letters = letterWidth(alphabetSize);
  const slots = slotErrors(ngram, letters, stop);

  // 5. Score.
  const anyOrder = growth(U, ngram * (letters + 1) + 1);
  const fewRoundings = (5 * (2 * letters + 1) + 1) * U;
  const sumError = slots.gate === 0 ? Math.min(anyOrder, fewRoundings) : anyOrder;
  const scoreError = SLACK * scale * (slots.product + sumError * slots.magnitude);

  // 6. Softmax.
  const visible = Number(positions);
  const rescalings = mostRescalings(visible);
  const weightError = (x: number) => Math.expm1((4 * (rescalings + 1) + 3 * x) * U);
  const scoreMargin = scale * scoreGap(alphabetSize);
  const wrong = Math.max(0, scoreMargin - 2 * scoreError);
  const log2Wrong = -wrong + Math.log2(1 + weightError(wrong));
  const log2Right = -2 * scoreError + Math.log2(Math.max(0, 1 - weightError(2 * scoreError)));
  const log2Positions = Math.log2(visible) + 2 ** -40;
  const share =
    SLACK * (2 ** (log2Positions + log2Wrong - log2Right) + 2 ** (log2Positions + SMALLEST_EXPONENT - log2Right));
  const wrongShare = Number.isNaN(share) ? 1 : Math.min(share, 1);

  // 7. and 8.
  const sums = growth(U, mostAdditions(visible) + rescalings);
  const meanError = sums < 1 ? ((1 + sums) / (1 - sums)) * (1 + V) - 1 : Number.POSITIVE_INFINITY;
  const tightest = tightestComparison({ letters, wrongShare, meanError, u: U, stop });
  const logitError = SLACK * tightest.error;

  const problems: [boolean, string][] = [
    [!slots.gatesClose, 'a closed gate could leak'],
    [!(tightest.margin > logitError), 'the worst rounding error exceeds the margin'],
  ];
  return {
    certified: problems.every(([fails]) => !fails),
    significandBits: SIGNIFICAND_BITS,
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

/** Steps 1 to 4: errors of stored coordinates, summed into that of an unscaled score. */
function slotErrors(ngram: number, letters: number, stop: boolean) {
  const mean = (1 + V) * (1 + U) - 1;
  const chain = (1 + V) * (1 + U) ** 6 - 1;
  const recovery = (t: number) => mean * (2 * t - 1) * (1 + U) + U;
  const flag = FLAG_SCALE * ((1 + V) * (1 + U) ** 2 - 1);
  // What the stop variant's key at COPY adds: a closing that should be 0, felt twice.
  const keep = stop ? 2 * chain * 2 * GATE_STRENGTH : 0;
  // There the flag of COPY itself cancels too: 2·t·h_t − 2·(t−1)·h_{t−1}.
  const cancelled = stop ? 2 * chain * 2 * FLAG_SCALE + keep : 0;
  const keyNoFlag = stop ? stored(cancelled) : 0;
  const letterError = (r: number) => (r < HEALED_LETTER ? 0 : r + STORED * (1 + r));
  const flagError = (r: number) => (r < HEALED_FLAG ? 0 : r + STORED * (FLAG_SCALE + r));
  const qFlag = flagError(flag);
  const kFlag = flagError(flag + cancelled);

  let gate = 0;
  let product = 0;
  let magnitude = 0;
  let queryFlagSlot = 0;
  let keyFlagSlot = 0;
  for (let slot = 1; slot <= ngram; slot++) {
    const [qRecovery, kRecovery] = [recovery(slot), recovery(slot + 1) + keep];
    const [q, k] = [letterError(qRecovery), letterError(kRecovery)];
    const [qZero, kZero] = [stored(qRecovery), stored(kRecovery)];
    gate = Math.max(gate, q, k);
    product += letters * (q + k + q * k);
    // Where the query holds its flag, and where the key does: one slot each, at worst.
    queryFlagSlot = Math.max(
      queryFlagSlot,
      letters * qZero * (1 + k) + (FLAG_SCALE + qFlag) * keyNoFlag,
      letters * qZero * kZero + (FLAG_SCALE + qFlag) * (FLAG_SCALE + kFlag) - FLAG_SCALE ** 2,
    );
    keyFlagSlot = Math.max(keyFlagSlot, letters * (1 + q) * kZero);
    magnitude += letters * (1 + q) * (1 + k);
  }
  product += queryFlagSlot + keyFlagSlot;
  magnitude += (FLAG_SCALE + qFlag) * (FLAG_SCALE + kFlag) + queryFlagSlot + keyFlagSlot;

  const gatesClose = closedGatesStayBelowZero(chain, ngram, stop);
  return { gate, product, magnitude, gatesClose };
}

/** What a number that should be 0, and is off by r, can be once it is stored. */
function stored(r: number): number {
  return r * (1 + STORED) + 2 ** -24;
}
