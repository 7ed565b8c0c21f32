/**
 * How far the recovered token `u_t = t·h_t − (t−1)·h_{t−1}` can be from an integer when every operation is rounded.
 *
 * Where the gate of slot t is open, a letter coordinate of the windows sums to integers: s over t tokens, s − x over the
 * last t − 1, with x = ±1 for a letter and 0 for BOS or COPY. That leaves about 3t cases, so the worst of them is found by
 * doing the arithmetic, not by bounding it: it is often 0, because t·fl(s/t) = s until t = 11, 13 and 22 in 11, 24 and 53
 * bits.
 */
import { FLAG_SCALE, GATE_STRENGTH } from './copying-transformer.js';
import { roundToSignificand } from './rounded.js';

/** Slots up to this one are enumerated; further ones get the bound. */
const ENUMERATED_SLOTS = 256;

/** Whether the arithmetic can be done here: p-bit rounding of doubles for p ≤ 24 (see `rounded.ts`), doubles themselves for 53. */
const canEnumerate = (slot: number, bits: number) => slot <= ENUMERATED_SLOTS && (bits <= 24 || bits === 53);

const letterErrors = new Map<number, number[]>();
const meanIsExact = new Map<number, boolean[]>();

/**
 * The largest error of a letter coordinate of u_t where the gate is open: enumerated for the first 256 slots in 2 … 24 or
 * 53 bits, and (2u + u²)(2t − 1)(1 + u) + u otherwise, u = 2^−bits.
 *
 * @param slot t, 1 or more.
 * @param bits p, 2 or more; Infinity when nothing is rounded.
 */
export function letterRecoveryError(slot: number, bits: number): number {
  if (!canEnumerate(slot, bits)) return boundedRecoveryError(slot, bits);
  return remember(letterErrors, bits, slot, () => {
    const round = (x: number) => roundToSignificand(x, bits);
    const scaledMean = (sum: number, window: number) => (window === 0 ? 0 : round(window * round(sum / window)));
    let worst = 0;
    for (let sum = 0; sum <= slot; sum++)
      for (const x of [-1, 0, 1]) {
        if (Math.abs(sum - x) >= slot && slot > 1) continue;
        if (slot === 1 && sum !== x) continue;
        const recovered = round(scaledMean(sum, slot) - scaledMean(sum - x, slot - 1));
        worst = Math.max(worst, Math.abs(recovered - x));
      }
    return worst;
  });
}

/** The same without enumeration, for any slot: two rounded means, two rounded products, one rounded difference. */
export function boundedRecoveryError(slot: number, bits: number): number {
  const u = 2 ** -bits;
  return (2 * u + u * u) * (2 * slot - 1) * (1 + u) + u;
}

/**
 * Whether t·fl(s/t) = s for every |s| ≤ t and every t up to `slots`: then every window sum comes back exactly. False
 * where this is not known.
 */
export function windowSumsAreExact(slots: number, bits: number): boolean {
  if (bits === Number.POSITIVE_INFINITY) return true;
  if (!canEnumerate(slots, bits)) return false;
  for (let slot = 1; slot <= slots; slot++) {
    const exact = remember(meanIsExact, bits, slot, () => {
      for (let sum = 0; sum <= slot; sum++)
        if (roundToSignificand(slot * roundToSignificand(sum / slot, bits), bits) !== sum) return false;
      return true;
    });
    if (!exact) return false;
  }
  return true;
}

/**
 * Whether 6·w·fl(1/w) = 6 for every window w up to `windows`: then the flag of a key of the stop variant, in which the weights
 * f + C = 6 of one axis are merged, cancels exactly. That w·fl(1/w) = 1 is not enough, since 6 lies elsewhere between powers
 * of two. False where this is not known.
 */
export function stopFlagIsExact(windows: number, bits: number): boolean {
  if (bits === Number.POSITIVE_INFINITY) return true;
  if (!canEnumerate(windows, bits)) return false;
  const merged = FLAG_SCALE + GATE_STRENGTH;
  for (let w = 1; w <= windows; w++)
    if (roundToSignificand(merged * w * roundToSignificand(1 / w, bits), bits) !== merged) return false;
  return true;
}

/** `known[bits][slot]`, computed once. */
function remember<T>(known: Map<number, T[]>, bits: number, slot: number, compute: () => T): T {
  const bySlot = known.get(bits) ?? [];
  known.set(bits, bySlot);
  bySlot[slot] ??= compute();
  return bySlot[slot];
}
