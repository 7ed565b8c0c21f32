import { describe, expect, it } from 'vitest';
import { CONFIDENCE, clopperPearsonLower, clopperPearsonUpper } from './binomial.js';
import { anytimeLower, anytimeUpper, logMixture } from './confidence-sequence.js';
import { randomDraws } from './random.js';

type Bound = (failures: number, draws: number, confidence: number) => number;

const ALPHA = 0.05;
const LOOKS = 1000;
const LONG = 10_000;

/** After each draw, the fewest and the most failures with which the bounds do not exclude the rate. */
function notExcluded(lower: Bound, upper: Bound, confidence: number, rate: number, looks = LOOKS) {
  const ranges: { readonly least: number; readonly most: number }[] = [];
  let least = 0;
  let most = 0;
  for (let draws = 1; draws <= looks; draws++) {
    while (upper(least, draws, confidence) < rate) least += 1;
    while (most < draws && lower(most + 1, draws, confidence) <= rate) most += 1;
    ranges.push({ least, most });
  }
  return ranges;
}

type Ranges = ReturnType<typeof notExcluded>;

/** In how many of the runs the rate is excluded after at least one of the draws. */
function runsThatExclude(ranges: Ranges, rate: number, runs: number, seed: number): number {
  const random = randomDraws(seed);
  let excluding = 0;
  for (let run = 0; run < runs; run++) {
    let failures = 0;
    for (const { least, most } of ranges) {
      failures += random.real() < rate ? 1 : 0;
      if (failures < least || failures > most) {
        excluding += 1;
        break;
      }
    }
  }
  return excluding;
}

/** The probability of the same, by following the probability of each count of failures from draw to draw. */
function probabilityOfExclusion(ranges: Ranges, rate: number): number {
  let alive = [1];
  let excluded = 0;
  for (const { least, most } of ranges) {
    const next = Array.from({ length: alive.length + 1 }, (_, k) => {
      return (alive[k] ?? 0) * (1 - rate) + (alive[k - 1] ?? 0) * rate;
    });
    for (const [k, probability] of next.entries()) {
      if (k < least || k > most) {
        excluded += probability;
        next[k] = 0;
      }
    }
    alive = next;
  }
  return excluded;
}

const RUNS = 20_000;
const RATES = [0.003, 0.05, 0.5, 0.9];

describe('the confidence sequence', () => {
  it.each(RATES)('ever excludes a true rate of %d with probability at most α, however often one looks', (rate) => {
    const ranges = notExcluded(anytimeLower, anytimeUpper, 1 - ALPHA, rate);
    const excluding = runsThatExclude(ranges, rate, RUNS, 11);
    expect(clopperPearsonUpper(excluding, RUNS, CONFIDENCE)).toBeLessThanOrEqual(ALPHA);
    const exactly = probabilityOfExclusion(ranges, rate);
    expect(exactly).toBeLessThanOrEqual(ALPHA);
    // The simulation and the count agree.
    expect(clopperPearsonLower(excluding, RUNS, CONFIDENCE)).toBeLessThanOrEqual(exactly);
    expect(clopperPearsonUpper(excluding, RUNS, CONFIDENCE)).toBeGreaterThanOrEqual(exactly);
  });

  it('does so over a long run as well', () => {
    const runs = RUNS / 5;
    const ranges = notExcluded(anytimeLower, anytimeUpper, 1 - ALPHA, 0.02, LONG);
    const excluding = runsThatExclude(ranges, 0.02, runs, 12);
    expect(clopperPearsonUpper(excluding, runs, CONFIDENCE)).toBeLessThanOrEqual(ALPHA);
  });

  it.each(RATES)('unlike bounds for a fixed number of draws, looked at after each draw: %d', (rate) => {
    const ranges = notExcluded(clopperPearsonLower, clopperPearsonUpper, 1 - ALPHA / 2, rate);
    const excluding = runsThatExclude(ranges, rate, RUNS, 11);
    expect(clopperPearsonLower(excluding, RUNS, CONFIDENCE)).toBeGreaterThan(ALPHA);
    expect(probabilityOfExclusion(ranges, rate)).toBeGreaterThan(ALPHA);
  });

  it('is wider than the bounds for a fixed number of draws, and contains the observed rate', () => {
    for (const draws of [1, 2, 10, 300]) {
      for (let failures = 0; failures <= draws; failures++) {
        const [lower, upper] = [anytimeLower(failures, draws, 0.95), anytimeUpper(failures, draws, 0.95)];
        expect(upper).toBeGreaterThanOrEqual(clopperPearsonUpper(failures, draws, 0.95));
        expect(lower).toBeLessThanOrEqual(clopperPearsonLower(failures, draws, 0.95));
        expect(lower).toBeLessThanOrEqual(failures / draws);
        expect(upper).toBeGreaterThanOrEqual(failures / draws);
      }
    }
  });

  it('is 1 − ((1 − c)/(m + 1))^(1/m) for zero failures, and mirrors it for nothing but failures', () => {
    for (const m of [1, 2, 10, 1000, 1_000_000]) {
      const closed = -Math.expm1(Math.log(0.05 / (m + 1)) / m);
      expect(anytimeUpper(0, m, 0.95) / closed).toBeCloseTo(1, 9);
      expect(anytimeLower(m, m, 0.95)).toBeCloseTo(1 - closed, 12);
    }
    expect([anytimeLower(0, 5), anytimeUpper(5, 5)]).toEqual([0, 1]);
  });

  it('grows with the failures', () => {
    for (let k = 0; k < 40; k++) {
      expect(anytimeUpper(k, 40)).toBeLessThan(anytimeUpper(k + 1, 40));
      expect(anytimeLower(k, 40)).toBeLessThan(anytimeLower(k + 1, 40));
    }
  });
});

describe('logMixture', () => {
  /** (m + 1)·C(m, k)·aᵏ·(b − a)^(m−k) / bᵐ, the inverse of M at the rate a/b, in integers and correct to 60 bits. */
  function exactly(k: number, m: number, a: bigint, b: bigint): number {
    let numerator = BigInt(m + 1);
    for (let i = 1; i <= k; i++) numerator = (numerator * BigInt(m - k + i)) / BigInt(i);
    numerator *= a ** BigInt(k) * (b - a) ** BigInt(m - k);
    const shift = (value: bigint) => Math.max(0, value.toString(2).length - 60);
    const denominator = b ** BigInt(m);
    const [top, bottom] = [shift(numerator), shift(denominator)];
    const ratio = Number(numerator >> BigInt(top)) / Number(denominator >> BigInt(bottom));
    return -(Math.log(ratio) + (top - bottom) * Math.LN2);
  }

  it('is within its stated error of the value from integers', () => {
    for (const [k, m] of [
      [0, 1],
      [1, 1],
      [3, 10],
      [0, 5000],
      [7, 5000],
      [2500, 5000],
      [4990, 5000],
    ] as const) {
      for (const eighths of [1, 3, 4, 7]) {
        const rate = eighths / 8;
        const binomial = m * Math.LN2 - exactly(k, m, 1n, 2n);
        const size = binomial - k * Math.log(rate) - (m - k) * Math.log1p(-rate);
        const difference = Math.abs(logMixture(k, m, rate) - exactly(k, m, BigInt(eighths), 8n));
        expect(difference).toBeLessThanOrEqual(8 * Number.EPSILON * size);
      }
    }
  });

  it('is a martingale: its mean over the next draw is what it was', () => {
    for (const rate of [0.01, 0.3, 0.8]) {
      for (const [k, m] of [
        [0, 1],
        [2, 7],
        [40, 60],
      ] as const) {
        const after =
          rate * Math.exp(logMixture(k + 1, m + 1, rate)) + (1 - rate) * Math.exp(logMixture(k, m + 1, rate));
        expect(after / Math.exp(logMixture(k, m, rate))).toBeCloseTo(1, 12);
      }
    }
  });

  it('excludes a rate of 0 after a failure, and of 1 after a success', () => {
    expect(logMixture(1, 5, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(logMixture(4, 5, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(logMixture(0, 5, 0)).toBeCloseTo(-Math.log(6), 12);
  });
});

describe('bad arguments', () => {
  it.each([
    () => anytimeUpper(0, 0),
    () => anytimeUpper(-1, 10),
    () => anytimeLower(11, 10),
    () => anytimeLower(1, 10, 1),
    () => logMixture(1, 10, 1.5),
    () => logMixture(1, 10, Number.NaN),
  ])('are refused: %s', (call) => {
    expect(call).toThrow(RangeError);
  });
});
