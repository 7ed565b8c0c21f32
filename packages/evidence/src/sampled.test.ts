import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { CONFIDENCE, clopperPearsonUpper } from './binomial.js';
import { anytimeUpper } from './confidence-sequence.js';
import { abortedSoon, testContext } from './context.testing.js';
import { InterruptedError } from './interrupted.js';
import { type SampledOptions, sampled } from './sampled.js';

const DIGITS = fc.integer({ min: 0, max: 9 });

function digits(holds: (n: number) => boolean, overrides: Partial<SampledOptions<number>> = {}) {
  return sampled({
    name: 'digits',
    domain: 'uniform digits',
    draws: () => 20_000,
    arbitrary: () => DIGITS,
    holds,
    describe: (n) => n,
    limit: 1e-3,
    ...overrides,
  });
}

afterEach(() => fc.resetConfigureGlobal());

describe('sampled', () => {
  it('supports holds when no draw fails and the bound meets the limit', async () => {
    expect(await digits(() => true).run(testContext({ seed: 7 }))).toEqual({
      method: 'sampled',
      domain: 'uniform digits',
      cases: '20000',
      failures: '0',
      bound: clopperPearsonUpper(0, 20_000),
      confidence: CONFIDENCE,
      boundKind: 'fixed-draws',
      numbers: { limit: 1e-3 },
      seed: 7,
      seconds: expect.any(Number),
      supports: 'holds',
    });
  });

  it('is undecided when there are too few draws for the limit', async () => {
    const evidence = await digits(() => true, { draws: () => 1000 }).run(testContext());
    expect(evidence).toMatchObject({ bound: clopperPearsonUpper(0, 1000), supports: 'undecided' });
  });

  it('bounds too low with probability at most 1 − confidence, whether it stops at a failure or not', () => {
    const draws = 400;
    for (const confidence of [0.5, 0.95, 0.999]) {
      for (const rate of [0.001, 0.01, 0.05, 0.3, 0.9]) {
        let tooLow = clopperPearsonUpper(0, draws, confidence) < rate ? (1 - rate) ** draws : 0;
        for (let first = 1; first <= draws; first++) {
          tooLow += anytimeUpper(1, first, confidence) < rate ? (1 - rate) ** (first - 1) * rate : 0;
        }
        expect(tooLow).toBeLessThanOrEqual(1 - confidence);
      }
    }
  });

  it('reports how often each kind was drawn, and is undecided when one was drawn too seldom', async () => {
    const shares = (least: number) => [
      { name: 'even', has: (n: number) => n % 2 === 0, least: 0.4 },
      { name: 'nine', has: (n: number) => n === 9, least },
    ];
    let nines = 0;
    const counting = (n: number) => {
      nines += n === 9 ? 1 : 0;
      return true;
    };
    const enough = await digits(counting, { shares: shares(0.09) }).run(testContext());
    expect(enough).toMatchObject({
      numbers: { limit: 1e-3, shares: { nine: { drawn: nines, share: nines / 20_000, least: 0.09 } } },
      supports: 'holds',
    });
    const tooFew = await digits(() => true, { shares: shares(0.11) }).run(testContext());
    expect(tooFew).toMatchObject({ bound: enough.bound, numbers: { shares: { nine: { drawn: nines } } } });
    expect(tooFew.supports).toBe('undecided');
  });

  it('counts draws alone as shares, not what shrinking tries, and a failure refutes whatever the shares', async () => {
    const evidence = await digits((n) => n < 5, { shares: [{ name: 'any', has: () => true, least: 1 }] }).run(
      testContext(),
    );
    expect(evidence.numbers).toMatchObject({ shares: { any: { drawn: Number(evidence.cases), share: 1, least: 1 } } });
    const never = [{ name: 'never', has: () => false, least: 1 }];
    expect(await digits((n) => n < 5, { shares: never }).run(testContext())).toMatchObject({ supports: 'refuted' });
  });

  it.each([
    [['a', 0]],
    [['a', 1.5]],
    [['a', Number.NaN]],
    [
      ['a', 1],
      ['a', 1],
    ],
  ] as [string, number][][])('refuses shares that mean nothing: %j', async (...named) => {
    const shares = named.map(([name, least]) => ({ name, has: () => true, least }));
    await expect(digits(() => true, { shares }).run(testContext())).rejects.toThrow('share');
  });

  it('draws uniformly: without the bias of fast-check', async () => {
    const draws = 100_000;
    const drawn: number[] = [];
    const keep = (n: number) => drawn.push(n) > 0;
    const arbitrary = fc.integer({ min: 0, max: 999 });
    await digits(keep, { draws: () => draws, arbitrary: () => arbitrary }).run(testContext());
    // A biased draw is at an end of the range far more often than once in a hundred.
    const biased = fc.sample(arbitrary, { seed: 1, numRuns: draws }).filter((n) => n < 5 || n >= 995).length;
    const ends = drawn.filter((n) => n < 5 || n >= 995).length;
    expect(drawn).toHaveLength(draws);
    expect(biased).toBeGreaterThan(5000);
    expect(Math.abs(ends - 1000)).toBeLessThan(200);
    const perHundred = Array.from({ length: 10 }, (_, i) => drawn.filter((n) => Math.floor(n / 100) === i).length);
    const chiSquare = perHundred.reduce((sum, count) => sum + (count - draws / 10) ** 2 / (draws / 10), 0);
    // 99.9999 % quantile of the chi-square distribution with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(45);
    // Consecutive draws are uncorrelated: six standard deviations.
    const mean = drawn.reduce((a, b) => a + b) / draws;
    const covariance = drawn.slice(1).reduce((sum, n, i) => sum + (n - mean) * (drawn[i] - mean), 0) / (draws - 1);
    expect(Math.abs(covariance / (1000 ** 2 / 12))).toBeLessThan(6 / Math.sqrt(draws));
  });

  it('removes the bias of nested arbitraries as well', async () => {
    let zeros = 0;
    const arbitrary = fc.tuple(fc.integer({ min: 0, max: 999 })).chain(([n]) => fc.record({ n: fc.constant(n) }));
    const method = sampled({
      name: 'nested',
      domain: 'uniform below 1000',
      draws: () => 20_000,
      arbitrary: () => arbitrary,
      holds: ({ n }) => {
        zeros += n === 0 ? 1 : 0;
        return true;
      },
      describe: (c) => c,
      limit: 1e-3,
    });
    await method.run(testContext());
    expect(zeros).toBeLessThan(60);
  });

  it('refutes with a shrunk case that replays from its seed and path', async () => {
    const arbitrary = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 20 });
    const holds = (a: readonly number[]) => a.every((x) => x < 900);
    const method = sampled({
      name: 'small',
      domain: 'arrays',
      draws: () => 1000,
      arbitrary: () => arbitrary,
      holds,
      describe: (a) => a,
      explain: (a) => `${a[0]} is large`,
      limit: 1e-1,
    });
    const evidence = await method.run(testContext({ seed: 42 }));
    expect(evidence).toMatchObject({
      failures: '1',
      counterexample: { case: [900], explanation: '900 is large' },
      seed: 42,
      supports: 'refuted',
    });
    expect(evidence).toMatchObject({ bound: anytimeUpper(1, Number(evidence.cases)), boundKind: 'anytime' });
    expect(Number(evidence.cases)).toBeLessThan(1000);
    const { path } = evidence.numbers as { path: string };
    const replayed = fc.check(fc.property(fc.noBias(arbitrary), holds), { seed: 42, path, endOnFailure: true });
    expect(replayed).toMatchObject({ failed: true, counterexample: [[900]], numRuns: 1 });
  });

  it('gives the same evidence for the same seed and other cases for another', async () => {
    const seen: number[][] = [];
    for (const seed of [5, 5, 6]) {
      const drawn: number[] = [];
      seen.push(drawn);
      await digits((n) => drawn.push(n) > 0, { draws: () => 100 }).run(testContext({ seed }));
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).not.toEqual(seen[2]);
  });

  it('rejects with what a case throws, and draws no more', async () => {
    const bug = new Error('a bug');
    let calls = 0;
    const method = digits((n) => {
      calls += 1;
      if (n === 9) {
        throw bug;
      }
      return true;
    });
    await expect(method.run(testContext())).rejects.toBe(bug);
    expect(calls).toBeLessThan(1000);
  });

  it('rejects a precondition, which would change the distribution', async () => {
    const method = digits((n) => {
      fc.pre(n > 0);
      return true;
    });
    await expect(method.run(testContext())).rejects.toThrow();
  });

  it('makes every draw even when fast-check is told to skip equal ones', async () => {
    fc.configureGlobal({ numRuns: 3, skipEqualValues: true, ignoreEqualValues: true });
    let calls = 0;
    const evidence = await digits(() => ++calls > 0).run(testContext());
    expect(evidence.cases).toBe('20000');
    expect(calls).toBe(20_000);
  });

  it('gives no evidence when fast-check is told to stop early', async () => {
    fc.configureGlobal({ interruptAfterTimeLimit: 0 });
    await expect(digits(() => true).run(testContext())).rejects.toThrow('did not make all of its draws');
  });

  it('lets timers run between draws, and stops when one aborts it', async () => {
    const method = digits(() => true, { draws: () => 2 ** 31 });
    await expect(method.run(testContext({ signal: abortedSoon() }))).rejects.toThrow(InterruptedError);
  });
});
