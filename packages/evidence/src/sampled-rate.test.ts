import { describe, expect, it } from 'vitest';
import { clopperPearsonLower, clopperPearsonUpper } from './binomial.js';
import { abortedSoon, testContext } from './context.testing.js';
import { InterruptedError } from './interrupted.js';
import { sampledRate } from './sampled-rate.js';

/** The statement that a die shows a six with probability at most `limit`. */
function sixes(limit: number, draws = 50_000) {
  return sampledRate({
    name: 'sixes',
    domain: 'a fair die',
    draws: () => draws,
    draw: (random) => random.integer(1, 6),
    fails: (face) => face === 6,
    limit,
  });
}

describe('sampledRate', () => {
  it.each([
    [0.2, 'holds'],
    [1 / 6, 'undecided'],
    [0.15, 'refuted'],
  ] as const)('a limit of %d on a rate of 1/6 comes out %s', async (limit, supports) => {
    const evidence = await sixes(limit).run(testContext());
    const failures = Number(evidence.failures);
    const lowerBound = clopperPearsonLower(failures, 50_000);
    expect(evidence).toMatchObject({
      method: 'sampled',
      cases: '50000',
      bound: clopperPearsonUpper(failures, 50_000),
      boundKind: 'fixed-draws',
      numbers: { limit, lowerBound },
      supports,
    });
    expect(lowerBound).toBeLessThan(1 / 6);
    expect(evidence.bound).toBeGreaterThan(1 / 6);
    expect(evidence.counterexample?.case).toEqual(supports === 'refuted' ? { failures, draws: 50_000 } : undefined);
  });

  it('gives the same count for the same seed and other counts for others', async () => {
    const counts: string[] = [];
    for (const seed of [1, 1, 2, 3, 4]) {
      counts.push((await sixes(0.2).run(testContext({ seed }))).failures);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(new Set(counts).size).toBeGreaterThan(2);
  });

  it('lets timers run between draws, and stops when one aborts it', async () => {
    const run = sixes(0.2, Number.MAX_SAFE_INTEGER).run(testContext({ signal: abortedSoon() }));
    await expect(run).rejects.toThrow(InterruptedError);
  });
});
