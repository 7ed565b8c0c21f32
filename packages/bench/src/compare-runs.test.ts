import { clopperPearsonUpper } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { compareRuns, type InterleavedTime } from './compare-runs.js';
import { compareExitCode } from './comparison.js';
import { decideTimes } from './decide-times.js';
import { gaussian, point, runOf, summary } from './noise.testing.js';
import type { BenchPoint, BenchResult } from './result.js';
import { studentQuantile } from './student.js';
import { type Block, estimateOfBlocks, estimatesOfTwoRuns } from './time-estimates.js';

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131_072];
const KERNELS = Array.from({ length: 10 }, (_, i) => `kernel-${i}`);

interface Noise {
  /** Of a sample. */
  readonly within: number;
  /** Of all samples of a point in one run. */
  readonly between: number;
  readonly samples: number;
}
/** As sampling until the interval is 2 % wide leaves it. */
const QUIET: Noise = { within: 0.02, between: 0.005, samples: 40 };

/** A recorded run of a hundred points; `factor` is what a change of the program does to the time of a point. */
function recorded(draw: () => number, noise: Noise, factor: (kernel: string, length: number) => number = () => 1) {
  return runOf(
    KERNELS.flatMap((kernel) =>
      LENGTHS.map((length) => {
        const level = (5000 + length) * factor(kernel, length) * Math.exp(noise.between * draw());
        return point(
          kernel,
          length,
          Array.from({ length: noise.samples }, () => level * Math.exp(noise.within * draw())),
        );
      }),
    ),
  );
}

const changed = (run: BenchResult, id: string, change: (point: BenchPoint) => Partial<BenchPoint>): BenchResult => ({
  ...run,
  points: run.points.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
});
const ID = 'decode/kernel-3/f32/webgpu/4096';
const verdictOf = (base: BenchResult, next: BenchResult, id = ID) => {
  const comparison = compareRuns(base, next);
  return { verdict: comparison.verdict, point: comparison.points.find((one) => one.id === id)! };
};

describe('false alarms', () => {
  test.each<[string, Noise, number]>([
    ['quiet', QUIET, 1],
    ['noisy', { within: 0.08, between: 0.01, samples: 12 }, 1],
    ['2 % apart from one run to the next', { within: 0.02, between: 0.02, samples: 20 }, 1],
    ['drifting by 2 %', QUIET, 1.02],
  ])('are few in a thousand comparisons of a hundred points that are %s', (name, noise, drift) => {
    const draw = gaussian('A/A', name);
    let alarms = 0;
    for (let trial = 0; trial < 1000; trial++) {
      // What compareRuns makes of a hundred pairs of times.
      const pairs = Array.from({ length: 100 }, () => ({
        base: samplesOf(draw, noise, 1),
        next: samplesOf(draw, noise, drift),
      }));
      if (decideTimes(estimatesOfTwoRuns(pairs)).includes('slower')) alarms++;
    }
    // A comparison without a change has a false alarm with a probability below 1 %, at a confidence of 95 %.
    expect(clopperPearsonUpper(alarms, 1000, 0.95)).toBeLessThan(0.01);
  });

  test('come at most at the stated rate at the very edge of the margin', () => {
    const draw = gaussian('edge');
    let alarms = 0;
    for (let trial = 0; trial < 500; trial++) {
      const estimates = Array.from({ length: 100 }, () => ({
        value: Math.log(1.05) + 0.01 * draw(),
        standardError: 0.01,
        degrees: 1e6,
      }));
      if (decideTimes(estimates).includes('slower')) alarms++;
    }
    // Five standard deviations of 500 trials are 0.049; without control, 99 % of the trials would have one.
    expect(alarms / 500).toBeLessThan(0.05 + 0.049);
    expect(alarms).toBeGreaterThan(0);
  });

  function samplesOf(draw: () => number, { within, between, samples }: Noise, factor: number): number[] {
    const level = 10_000 * factor * Math.exp(between * draw());
    return Array.from({ length: samples }, () => level * Math.exp(within * draw()));
  }
});

describe('what was planted', () => {
  const draw = gaussian('planted');
  const base = recorded(draw, QUIET);
  const again = recorded(draw, QUIET);

  test('nothing: the same, exit code 0', () => {
    const comparison = compareRuns(base, again);
    expect(comparison.counts).toMatchObject({ slower: 0, worse: 0, better: 0 });
    expect(comparison.counts.same).toBeGreaterThan(95);
    expect(comparison.exponents.filter(({ verdict }) => verdict === 'steeper')).toEqual([]);
  });

  test('a slowdown of 10 % in one kernel is caught nearly everywhere, and nowhere else', () => {
    let caught = 0;
    for (let trial = 0; trial < 10; trial++) {
      const slow = recorded(draw, QUIET, (kernel) => (kernel === 'kernel-3' ? 1.1 : 1));
      const comparison = compareRuns(base, slow);
      const slower = comparison.points.filter(({ verdict }) => verdict === 'slower').map(({ id }) => id);
      caught += slower.length;
      expect(slower.every((id) => id.includes('/kernel-3/'))).toBe(true);
      expect(comparison.verdict).toBe('regression');
      expect(compareExitCode(comparison)).toBe(1);
    }
    expect(caught).toBeGreaterThan(90);
  });

  test('a slowdown of 10 % in one point of a hundred', () => {
    let caught = 0;
    for (let trial = 0; trial < 20; trial++) {
      const slow = recorded(draw, QUIET, (kernel, length) => (kernel === 'kernel-3' && length === 4096 ? 1.1 : 1));
      const { verdict, point } = verdictOf(recorded(draw, QUIET), slow);
      if (point.verdict === 'slower') caught++;
      else expect(verdict).not.toBe('same');
    }
    expect(caught).toBeGreaterThanOrEqual(18);
  });

  test('a slowdown of 10 % in one point of a run that is the same file otherwise', () => {
    const slower = (factor: number) =>
      changed(base, ID, ({ cold }) => ({ cold: summary(cold!.samples.map((sample) => factor * sample)) }));
    const comparison = compareRuns(base, slower(1.1));
    // Times that are the same measurement raise no alarm, and so do not make a real one harder to believe.
    expect(comparison).toMatchObject({ verdict: 'regression', counts: { slower: 1, same: 99, undecided: 0 } });
    expect(compareRuns(base, slower(1.02))).toMatchObject({ counts: { slower: 0 } });
  });

  test('a slowdown of 10 % everywhere is not taken for noise', () => {
    expect(
      compareRuns(
        base,
        recorded(draw, QUIET, () => 1.1),
      ).counts.slower,
    ).toBeGreaterThan(95);
  });

  test('a drift of 2 % is no regression', () => {
    const { counts, verdict } = compareRuns(
      base,
      recorded(draw, QUIET, () => 1.02),
    );
    expect(counts).toMatchObject({ slower: 0, worse: 0 });
    expect(verdict).not.toBe('regression');
  });

  test('10 % faster', () => {
    expect(
      compareRuns(
        base,
        recorded(draw, QUIET, () => 1 / 1.1),
      ).counts.faster,
    ).toBeGreaterThan(95);
  });

  test('most kernels made faster, each by a factor of its own, while the rest stays', () => {
    const draw = gaussian('most faster');
    const noise = { ...QUIET, between: 0.003 };
    const factor = (kernel: string) => (Number(kernel.at(-1)) < 3 ? 1 : 1 / (2 + Number(kernel.at(-1))));
    const comparison = compareRuns(recorded(draw, noise), recorded(draw, noise, factor));
    expect(comparison.counts).toMatchObject({ faster: 70, slower: 0 });
    // And one of them that became slower is seen among them.
    const other = (kernel: string) => (kernel === 'kernel-0' ? 2 : factor(kernel));
    expect(compareRuns(recorded(draw, noise), recorded(draw, noise, other)).counts.slower).toBe(10);
  });

  test('an extra buffer of 4 bytes', () => {
    const next = changed(again, ID, ({ memory }) => ({
      memory: { ...memory!, ledger: { ...memory!.ledger, scratch: 4 }, ledgerBytes: memory!.ledgerBytes + 4 },
    }));
    const { verdict, point } = verdictOf(base, next);
    expect(verdict).toBe('regression');
    expect(point).toMatchObject({ verdict: 'worse', better: [] });
    expect(point.worse).toEqual(['all memory: 2101248 to 2101252 bytes', 'scratch: 0 to 4 bytes']);
    expect(verdictOf(next, base).point).toMatchObject({
      worse: [],
      better: expect.arrayContaining(['scratch: 4 to 0 bytes, ×0']),
    });
  });

  test('an allocation that grows as L², small as it is', () => {
    const next = {
      ...again,
      points: again.points.map((one) => {
        if (one.kernel !== 'kernel-5') return one;
        const scratch = (one.length / 256) ** 2;
        const { ledger, ledgerBytes } = one.memory!;
        return {
          ...one,
          memory: { ...one.memory!, ledger: { ...ledger, scratch }, ledgerBytes: ledgerBytes + scratch },
        };
      }),
    };
    const { exponents, verdict } = compareRuns(base, next);
    expect(verdict).toBe('regression');
    expect(exponents.filter((change) => change.verdict === 'steeper')).toEqual([
      {
        series: 'decode/kernel-5/f32/webgpu',
        quantity: 'bytes',
        base: 1,
        next: 2,
        baseInterval: [1, 1],
        nextInterval: [2, 2],
        verdict: 'steeper',
      },
    ]);
  });

  test('a time that grows as L² where it was linear', () => {
    const next = recorded(draw, QUIET, (kernel, length) => (kernel === 'kernel-5' ? 1 + length / 4096 : 1));
    const steeper = compareRuns(base, next).exponents.filter(({ verdict }) => verdict === 'steeper');
    expect(steeper).toMatchObject([{ series: 'decode/kernel-5/f32/webgpu', quantity: 'time' }]);
  });

  test('a wrong result, a point that fails, one more dispatch', () => {
    const wrong = changed(again, ID, () => ({
      status: 'wrong',
      check: { passed: false, relativeNorm: 0.5, worst: 1 },
      cold: null,
    }));
    expect(verdictOf(base, wrong).point).toMatchObject({
      verdict: 'worse',
      worse: ['wrong: error 0.50 of the norm, worst 1.0'],
    });
    const called = changed(again, ID, ({ check }) => ({ check: { ...check!, passed: false } }));
    expect(verdictOf(base, called)).toMatchObject({ verdict: 'regression', point: { verdict: 'worse' } });
    const failed = changed(again, ID, () => ({ status: 'failed', reason: 'out of memory', cold: null, memory: null }));
    expect(verdictOf(base, failed)).toMatchObject({
      verdict: 'regression',
      point: { worse: ['failed: out of memory'] },
    });
    const longer = changed(again, ID, () => ({ dispatches: 3 }));
    expect(verdictOf(base, longer).point.worse).toEqual(['dispatches: 2 to 3, ×1.5']);
    const more = changed(again, ID, ({ cost }) => ({ cost: { ...cost!, flops: 2 * cost!.flops } }));
    expect(verdictOf(base, more).point.worse).toEqual(['FLOPs: 16384 to 32768, ×2']);
    expect(verdictOf(wrong, base).point).toMatchObject({ verdict: 'better' });
  });
});

describe('what cannot be told', () => {
  const draw = gaussian('undecided');

  test('is undecided when the samples are noisy: exit code 3', () => {
    const noise = { within: 0.3, between: 0.01, samples: 12 };
    const comparison = compareRuns(recorded(draw, noise), recorded(draw, noise));
    expect(comparison.verdict).toBe('undecided');
    expect(comparison.counts.undecided).toBeGreaterThan(90);
    expect(compareExitCode(comparison)).toBe(3);
    expect(comparison.points.find(({ verdict }) => verdict === 'undecided')!.times[0]!.reason).toMatch(/take more/);
  });

  test('is decided all the same when nothing was measured anew, however noisy', () => {
    const run = recorded(draw, { within: 0.3, between: 0.01, samples: 3 });
    const comparison = compareRuns(run, structuredClone(run));
    expect(comparison).toMatchObject({ verdict: 'same', counts: { same: 100 } });
    expect(compareExitCode(comparison)).toBe(0);
    expect(comparison.points[0]!.times[0]).toMatchObject({ ratio: 1, interval: [1, 1] });
  });

  test('is undecided where only the median of a file was changed: the samples, which decide, deny it', () => {
    const run = runOf([point('a', 256, [1, 1, 1])]);
    const forged = changed(run, run.points[0]!.id, ({ cold }) => ({ cold: { ...cold!, median: 2 } }));
    const { verdict, points } = compareRuns(run, forged);
    expect(verdict).toBe('undecided');
    expect(points[0]!.times[0]!.reason).toMatch(/^the samples are the same and the medians differ/);
  });

  test('is undecided on another card, but what is counted is decided', () => {
    const one = runOf([point('a', 256, [1, 1, 1])]);
    const other = runOf([{ ...point('a', 256, [2, 2, 2]), dispatches: 9 }], 'ACME Card 10');
    const comparison = compareRuns(one, other);
    expect(comparison.points[0]!.times[0]).toMatchObject({
      verdict: 'undecided',
      interval: null,
      reason: 'measured on different devices: ACME Card 9 and ACME Card 10',
    });
    expect(comparison.points[0]!.verdict).toBe('worse');
    const host = runOf([{ ...point('a', 256, [2, 2, 2]), clock: 'host' }]);
    expect(compareRuns(one, host).points[0]!.times[0]!.reason).toBe('measured by different clocks: device and host');
    const single = runOf([point('a', 256, [2])]);
    expect(compareRuns(one, single)).toMatchObject({ verdict: 'undecided' });
  });

  test('is how times grow on another card; how bytes grow is decided', () => {
    const linear = (card: string, factor: (length: number) => number, bytes = (length: number) => 512 * length) =>
      runOf(
        LENGTHS.map((length) =>
          point(
            'a',
            length,
            [0.99, 1, 1.01, 1.005].map((noise) => noise * (5000 + length) * factor(length)),
            bytes(length),
          ),
        ),
        card,
      );
    const steep = (length: number) => 1 + length / 4096;
    const base = linear('ACME Card 9', () => 1);
    const other = compareRuns(base, linear('ACME Card 10', steep));
    expect(other).toMatchObject({ verdict: 'undecided', exponents: [{ quantity: 'bytes', verdict: 'same' }] });
    // The controls: on the same card the same times are steeper, and an L² of bytes is one on any.
    expect(compareRuns(base, linear('ACME Card 9', steep)).exponents).toContainEqual(
      expect.objectContaining({ quantity: 'time', verdict: 'steeper' }),
    );
    const square = linear(
      'ACME Card 10',
      () => 1,
      (length) => length ** 2,
    );
    expect(compareRuns(base, square).exponents).toMatchObject([{ quantity: 'bytes', verdict: 'steeper' }]);
  });

  test('is nothing at all when no point is in both: exit code 4', () => {
    const comparison = compareRuns(runOf([point('a', 256, [1, 2])]), runOf([point('b', 256, [1, 2])]));
    expect(comparison).toMatchObject({
      verdict: 'incomparable',
      onlyBase: ['decode/a/f32/webgpu/256'],
      onlyNext: ['decode/b/f32/webgpu/256'],
    });
    expect(compareExitCode(comparison)).toBe(4);
  });

  test('is a point that a run had no time for, and it is no regression; one that cannot run any more is', () => {
    const base = runOf([point('a', 256, [1, 1, 1]), point('b', 256, [1, 1, 1])]);
    const id = 'decode/b/f32/webgpu/256';
    const gone = { status: 'skipped', cold: null, memory: null, check: null, dispatches: null } as const;
    const hurried = changed(base, id, () => ({ ...gone, reason: 'no time', transient: true }));
    expect(compareRuns(base, hurried)).toMatchObject({ verdict: 'same', onlyBase: [id], onlyNext: [] });
    expect(compareRuns(hurried, base)).toMatchObject({ verdict: 'same', onlyBase: [], onlyNext: [id] });
    // What was counted of it without a run still gates.
    const { memory, dispatches } = base.points[1]!;
    const counted = changed(hurried, id, () => ({ memory, dispatches }));
    expect(compareRuns(base, counted)).toMatchObject({ verdict: 'same', onlyBase: [], counts: { same: 2 } });
    const bigger = changed(counted, id, () => ({ dispatches: 3 }));
    expect(compareRuns(base, bigger)).toMatchObject({ verdict: 'regression', counts: { worse: 1 } });
    expect(compareRuns(counted, bigger)).toMatchObject({ verdict: 'regression' });
    const full = changed(base, id, () => ({ ...gone, reason: 'out of memory' }));
    expect(compareRuns(base, full)).toMatchObject({ verdict: 'regression', onlyBase: [] });
  });

  test('is a time where only counts are compared, however much slower; what is counted decides as ever', () => {
    const base = recorded(draw, QUIET);
    const slow = recorded(draw, QUIET, (_, length) => length);
    expect(compareRuns(base, slow)).toMatchObject({ verdict: 'regression', countsOnly: false });
    const comparison = compareRuns(base, slow, { countsOnly: true });
    expect(comparison).toMatchObject({ verdict: 'same', countsOnly: true, counts: { same: 100 } });
    expect(comparison.points.flatMap(({ times }) => times)).toEqual([]);
    expect(comparison.exponents.filter(({ quantity }) => quantity === 'time')).toEqual([]);
    const bigger = changed(slow, ID, () => ({ dispatches: 3 }));
    expect(compareRuns(base, bigger, { countsOnly: true }).verdict).toBe('regression');
    const uncounted = changed(slow, ID, () => ({ memory: null, dispatches: null }));
    expect(compareRuns(base, uncounted, { countsOnly: true }).verdict).toBe('regression');
  });

  test('is refused with a margin that is none', () => {
    const run = runOf([point('a', 256, [1, 2])]);
    expect(() => compareRuns(run, run, { maxSlowdown: 0 })).toThrow('a slowdown of 0 as the margin');
    expect(() => compareRuns(run, run, { falseDiscoveryRate: 1 })).toThrow('a false-discovery rate of 1');
  });
});

describe('interleaved runs', () => {
  const draw = gaussian('interleaved');
  const kernels = Array.from({ length: 30 }, (_, i) => `k${i}`);
  /** A machine that gets slower by `drift` from one sample set to the next, and jumps by 1 %. */
  const times = (factor: (kernel: string) => number, drift: number): InterleavedTime[] =>
    kernels.map((kernel) => {
      let step = 0;
      const set = (scale: number) => {
        const level = 10_000 * scale * Math.exp(drift * step++ + 0.01 * draw());
        return Array.from({ length: 10 }, () => level * Math.exp(0.01 * draw()));
      };
      const blocks = Array.from(
        { length: 10 },
        (): Block => [set(1), set(factor(kernel)), set(factor(kernel)), set(1)],
      );
      return { id: `decode/${kernel}/f32/webgpu/256`, cache: 'cold', blocks };
    });
  const run = runOf(kernels.map((kernel) => point(kernel, 256, [10_000, 10_001])));
  const compared = (factor: (kernel: string) => number, drift = 0.002) =>
    compareRuns(run, run, { interleaved: times(factor, drift) });

  test('see a slowdown of 10 % through a drift that is larger', () => {
    const { points, counts } = compared((kernel) => (kernel === 'k7' ? 1.1 : 1));
    expect(points.filter(({ verdict }) => verdict === 'slower').map(({ id }) => id)).toEqual([
      'decode/k7/f32/webgpu/256',
    ]);
    expect(counts.same).toBe(29);
    // The control: 40 sets drift by 8 %, and one after the other the second half would look 4 % slower.
    expect(points[0]!.times[0]!.ratio).toBeGreaterThan(0.98);
    expect(points[0]!.times[0]!.ratio).toBeLessThan(1.02);
  });

  test('raise few false alarms', () => {
    let alarms = 0;
    for (let trial = 0; trial < 100; trial++) alarms += compared(() => 1.02).counts.slower;
    expect(alarms).toBeLessThanOrEqual(3);
  });

  test('have an interval that covers the ratio as often as it says', () => {
    let missed = 0;
    for (const { blocks } of Array.from({ length: 30 }, () => times(() => 1.03, 0.001)).flat()) {
      const { value, standardError, degrees } = estimateOfBlocks(blocks);
      expect(degrees).toBe(19);
      if (Math.abs(value - Math.log(1.03)) > studentQuantile(0.9, degrees) * standardError) missed++;
    }
    // 900 intervals of 90 %; five standard deviations are 0.05.
    expect(missed / 900).toBeLessThan(0.15);
    expect(() => estimateOfBlocks([])).toThrow('no blocks');
  });

  test('see what differs from one process to another, when each of the four runs has one of its own', () => {
    const blocksOf = (level: (turn: number) => number) =>
      Array.from({ length: 3 }, (): Block => {
        const set = (turn: number) => {
          const of = 1000 * Math.exp(level(turn));
          return Array.from({ length: 5 }, () => of * Math.exp(0.002 * draw()));
        };
        return [set(0), set(1), set(1), set(0)];
      });
    const alarms = (levels: () => (turn: number) => number) =>
      decideTimes(Array.from({ length: 500 }, () => estimateOfBlocks(blocksOf(levels())))).filter(
        (verdict) => verdict === 'slower' || verdict === 'faster',
      ).length;
    expect(alarms(() => () => 0.1 * draw())).toBeLessThanOrEqual(2);
    // The control: the same two processes take turns in all blocks, and nothing shows by how much they differ.
    expect(
      alarms(() => {
        const levels = [0.1 * draw(), 0.1 * draw()];
        return (turn) => levels[turn]!;
      }),
    ).toBeGreaterThan(100);
  });
});

test('a time with a cold and a hot part is worse when one of them is', () => {
  const draw = gaussian('hot');
  const both = (hot: number) => {
    const samples = (level: number) => Array.from({ length: 40 }, () => level * Math.exp(0.01 * draw()));
    return runOf([{ ...point('a', 256, samples(1000)), hot: summary(samples(hot)) }]);
  };
  const { points } = compareRuns(both(500), both(600));
  expect(points[0]!.times.map(({ cache, verdict }) => [cache, verdict])).toEqual([
    ['cold', 'same'],
    ['hot', 'slower'],
  ]);
  expect(points[0]!.verdict).toBe('slower');
});
