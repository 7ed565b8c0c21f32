import { describe, expect, test } from 'vitest';
import { boundedRecoveryError, letterRecoveryError, stopFlagIsExact, windowSumsAreExact } from './recovery-error.js';

describe('the error of token recovery', () => {
  test('is first not 0 at slot 11 in 11 bits, 13 in 24 bits and 22 in 53 bits', () => {
    for (const [bits, slot] of [
      [11, 11],
      [24, 13],
      [53, 22],
    ] as const) {
      const first = Array.from({ length: 40 }, (_, t) => letterRecoveryError(t + 1, bits)).findIndex((e) => e > 0) + 1;
      expect(first).toBe(slot);
      expect(windowSumsAreExact(slot - 1, bits)).toBe(true);
      expect(windowSumsAreExact(slot, bits)).toBe(false);
    }
  });

  test('never exceeds the bound that covers every slot', () => {
    for (const bits of [3, 5, 8, 11, 16, 24, 53])
      for (let slot = 1; slot <= 64; slot++)
        expect(letterRecoveryError(slot, bits)).toBeLessThanOrEqual(boundedRecoveryError(slot, bits));
  });

  test('is 0 in exact arithmetic, and the bound itself past the slots that are enumerated', () => {
    expect(letterRecoveryError(1000, Number.POSITIVE_INFINITY)).toBe(0);
    expect(letterRecoveryError(1000, 24)).toBe(boundedRecoveryError(1000, 24));
    expect(letterRecoveryError(3, 40)).toBe(boundedRecoveryError(3, 40));
    expect(windowSumsAreExact(3, 40)).toBe(false);
  });

  test('is the largest that a search over window sums finds in f32', () => {
    const f = Math.fround;
    let worst = 0;
    for (let sum = -14; sum <= 14; sum++)
      for (const x of [-1, 1]) {
        if (Math.abs(sum - x) > 13) continue;
        const recovered = f(f(14 * f(sum / 14)) - f(13 * f((sum - x) / 13)));
        worst = Math.max(worst, Math.abs(recovered - x));
      }
    expect(worst).toBeGreaterThan(0);
    expect(letterRecoveryError(14, 24)).toBe(worst);
  });

  test('can be 0 for letters while the flag of the stop variant is not exact', () => {
    // 6 · 7 · fl(1/7) is not 6 in 24 bits; in 53 bits the first such window is 49.
    expect([stopFlagIsExact(6, 24), stopFlagIsExact(7, 24), windowSumsAreExact(12, 24)]).toEqual([true, false, true]);
    expect([stopFlagIsExact(48, 53), stopFlagIsExact(49, 53)]).toEqual([true, false]);
    expect(stopFlagIsExact(1000, Number.POSITIVE_INFINITY)).toBe(true);
    expect(stopFlagIsExact(3, 40)).toBe(false);
  });
});
