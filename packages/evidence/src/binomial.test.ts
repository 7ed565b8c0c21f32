import { describe, expect, it } from 'vitest';
import { CONFIDENCE, clopperPearsonLower, clopperPearsonUpper, drawsForLimit } from './binomial.js';

/** Pr[Bin(m, p) = k], by the recurrence from k = 0 in logarithms. */
function probability(m: number, p: number, k: number): number {
  let logarithm = m * Math.log1p(-p);
  for (let i = 1; i <= k; i++) {
    logarithm += Math.log((m - i + 1) / i) + Math.log(p) - Math.log1p(-p);
  }
  return Math.exp(logarithm);
}

function sum(m: number, p: number, ks: Iterable<number>): number {
  let total = 0;
  for (const k of ks) {
    total += probability(m, p, k);
  }
  return total;
}

function upTo(k: number): number[] {
  return Array.from({ length: k + 1 }, (_, i) => i);
}

const CONFIDENCES = [0.5, 0.95, 0.999, CONFIDENCE];

describe('clopperPearsonUpper', () => {
  it('gives the known bounds for zero failures at 95 %', () => {
    expect(clopperPearsonUpper(0, 3000, 0.95)).toBeCloseTo(0.000998, 6);
    expect(clopperPearsonUpper(0, 3000, 0.95)).toBeLessThanOrEqual(0.001);
    expect(clopperPearsonUpper(0, 24, 0.95)).toBeCloseTo(0.117, 3);
    expect(clopperPearsonUpper(0, 100_000, 0.95)).toBeCloseTo(3.0e-5, 6);
    expect(clopperPearsonUpper(0, 1_000_000, 0.95)).toBeCloseTo(3.0e-6, 7);
  });

  it('gives the published two-sided 95 % interval of 10 in 100 when each side gets 97.5 %', () => {
    expect(clopperPearsonUpper(10, 100, 0.975)).toBeCloseTo(0.1762, 4);
    expect(clopperPearsonLower(10, 100, 0.975)).toBeCloseTo(0.049, 4);
  });

  it('is 1 − (1 − c)^(1/m) for zero failures', () => {
    for (const m of [1, 2, 10, 1000]) {
      expect(clopperPearsonUpper(0, m, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / m), 12);
    }
    expect(clopperPearsonUpper(0, 1, CONFIDENCE)).toBe(CONFIDENCE);
  });

  it('is 1 when all draws fail', () => {
    expect(clopperPearsonUpper(7, 7)).toBe(1);
  });

  it.each(CONFIDENCES)('leaves a lower tail of exactly 1 − %d', (confidence) => {
    for (const m of [1, 2, 3, 10, 50, 2000]) {
      for (const k of [0, 1, 2, 7, 25, m - 1].filter((k) => k < m)) {
        const tail = sum(m, clopperPearsonUpper(k, m, confidence), upTo(k));
        expect(tail / (1 - confidence)).toBeCloseTo(1, 7);
      }
    }
  });

  it.each(CONFIDENCES)('lies below the truth with probability at most 1 − %d, whatever the truth', (confidence) => {
    for (const m of [1, 2, 5, 12, 30]) {
      const bounds = upTo(m).map((k) => clopperPearsonUpper(k, m, confidence));
      for (let truth = 0.005; truth < 1; truth += 0.005) {
        const missed = sum(
          m,
          truth,
          upTo(m).filter((k) => bounds[k] < truth),
        );
        expect(missed).toBeLessThanOrEqual((1 - confidence) * (1 + 1e-9));
      }
    }
  });

  it('grows with the failures, and shrinks with the draws', () => {
    for (let k = 0; k < 40; k++) {
      expect(clopperPearsonUpper(k, 40)).toBeLessThan(clopperPearsonUpper(k + 1, 40));
      expect(clopperPearsonUpper(k, 42)).toBeLessThan(clopperPearsonUpper(k, 41));
    }
  });
});

describe('clopperPearsonLower', () => {
  it('is 0 for zero failures and (1 − c)^(1/m) when all draws fail', () => {
    expect(clopperPearsonLower(0, 10)).toBe(0);
    expect(clopperPearsonLower(10, 10, 0.95)).toBeCloseTo(0.05 ** 0.1, 12);
  });

  it('mirrors the upper bound', () => {
    for (const confidence of CONFIDENCES) {
      for (let k = 0; k <= 25; k++) {
        expect(clopperPearsonLower(k, 25, confidence)).toBeCloseTo(1 - clopperPearsonUpper(25 - k, 25, confidence), 9);
      }
    }
  });
});

describe('drawsForLimit', () => {
  it('is the fewest draws whose bound meets the limit', () => {
    for (const limit of [0.5, 0.1, 1e-3, 1e-5]) {
      const draws = drawsForLimit(limit);
      expect(clopperPearsonUpper(0, draws)).toBeLessThanOrEqual(limit);
      expect(clopperPearsonUpper(0, draws - 1)).toBeGreaterThan(limit);
    }
    expect(drawsForLimit(1e-3)).toBe(13_809);
    expect(drawsForLimit(0.96, 0.95)).toBe(1);
  });
});

describe('bad arguments', () => {
  it.each([
    () => clopperPearsonUpper(0, 0),
    () => clopperPearsonUpper(-1, 10),
    () => clopperPearsonUpper(11, 10),
    () => clopperPearsonLower(0.5, 10),
    () => clopperPearsonLower(1, 10, 1),
    () => clopperPearsonUpper(1, 10, Number.NaN),
    () => drawsForLimit(0),
    () => drawsForLimit(1),
  ])('are refused: %s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
