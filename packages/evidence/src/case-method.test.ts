import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { abortedSoon, integers, testContext } from './context.testing.js';
import { exact } from './exact.js';
import { exhaustion } from './exhaustion.js';
import { InterruptedError } from './interrupted.js';

/** The statement "n is below `limit`", for n from 0 to 99. */
function below(limit: number, options: { size?: number; stopAtFirst?: boolean } = {}) {
  const { size, stopAtFirst } = options;
  return exhaustion({
    name: 'below',
    domain: (effort) => `0 to 99 at ${effort} effort`,
    cases: () => integers(0, 99),
    holds: (n) => n < limit,
    describe: (n) => n,
    ...(size === undefined ? {} : { size: () => size }),
    ...(stopAtFirst === undefined ? {} : { stopAtFirst }),
  });
}

describe('exhaustion', () => {
  it('supports holds when every case does, and says what was visited', async () => {
    const context = testContext({ effort: 'deep' });
    expect(await below(100, { size: 100 }).run(context)).toEqual({
      method: 'exhaustion',
      domain: '0 to 99 at deep effort',
      cases: '100',
      failures: '0',
      seconds: expect.any(Number),
      supports: 'holds',
    });
    expect(context.reports.at(-1)).toEqual([100, 100]);
  });

  test.prop([fc.integer({ min: 0, max: 99 })])('counts all failures and reports the first', async (limit) => {
    const evidence = await below(limit).run(testContext());
    expect(evidence).toMatchObject({ cases: '100', failures: String(100 - limit), supports: 'refuted' });
    expect(evidence.counterexample?.case).toBe(limit);
  });

  it('stops at the first failure when asked to, and does not claim the declared size', async () => {
    const evidence = await below(40, { size: 100, stopAtFirst: true }).run(testContext());
    expect(evidence).toMatchObject({ cases: '41', failures: '1', supports: 'refuted' });
  });

  it.each([99, 101])('rejects when the domain is declared to have %d of its 100 cases', async (size) => {
    await expect(below(100, { size }).run(testContext())).rejects.toThrow(`declared to have ${size}`);
  });

  it('accepts a size beyond the safe integers as a bigint', async () => {
    const method = exhaustion({
      name: 'n',
      domain: 'one',
      cases: () => [1],
      size: () => 2n ** 64n,
      holds: () => true,
      describe: (n) => n,
    });
    await expect(method.run(testContext())).rejects.toThrow('18446744073709551616');
  });

  it('rejects an empty domain', async () => {
    const method = exhaustion({
      name: 'none',
      domain: 'nothing',
      cases: () => [],
      holds: () => true,
      describe: () => null,
    });
    await expect(method.run(testContext())).rejects.toThrow('an empty domain shows nothing');
  });

  it('shrinks the first failure as far as it goes', async () => {
    const method = exhaustion<number[]>({
      name: 'sorted',
      domain: 'one array',
      cases: () => [[5, 9, 7, 8, 1, 2]],
      holds: (a) => a.every((x, i) => i === 0 || a[i - 1] <= x),
      *shrink(a) {
        for (let i = 0; i < a.length; i++) {
          yield a.toSpliced(i, 1);
        }
      },
      describe: (a) => a,
      explain: (a) => `${a[0]} comes before ${a[1]}`,
    });
    const { counterexample } = await method.run(testContext());
    expect(counterexample).toEqual({ case: [8, 2], explanation: '8 comes before 2' });
  });

  it('rejects a shrink relation that goes in circles', async () => {
    const method = exhaustion({
      name: 'circle',
      domain: 'one',
      cases: () => [1],
      holds: () => false,
      shrink: (n) => [-n],
      describe: (n) => n,
    });
    await expect(method.run(testContext())).rejects.toThrow('must give simpler cases');
  });

  it('lets timers run between cases, and stops when one aborts it', async () => {
    const method = exhaustion({
      name: 'endless',
      domain: 'all safe integers',
      cases: () => integers(0, Number.MAX_SAFE_INTEGER),
      holds: () => true,
      describe: (n) => n,
    });
    const context = testContext({ signal: abortedSoon() });
    await expect(method.run(context)).rejects.toThrow(InterruptedError);
    expect(context.reports.length).toBeGreaterThan(0);
  });

  it('stops while it shrinks, too', async () => {
    const method = exhaustion({
      name: 'endless-shrink',
      domain: 'one',
      cases: () => [-1],
      holds: (n) => n >= 0,
      shrink: () => integers(0, Number.MAX_SAFE_INTEGER),
      describe: (n) => n,
    });
    await expect(method.run(testContext({ signal: abortedSoon() }))).rejects.toThrow(InterruptedError);
  });
});

describe('exact', () => {
  it('visits like exhaustion under its own name', async () => {
    const method = exact({
      name: 'gauss',
      domain: 'n up to 50',
      cases: () => integers(1, 50),
      size: () => 50n,
      holds: (n) => [...integers(1, n)].reduce((a, b) => a + b) === (n * (n + 1)) / 2,
      describe: (n) => n,
    });
    expect(await method.run(testContext())).toMatchObject({ method: 'exact', cases: '50', supports: 'holds' });
  });
});
