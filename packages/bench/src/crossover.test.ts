import { describe, expect, test } from 'vitest';
import { bytesLaw } from './bytes-fit.js';
import { bytesCrossover, timeCrossover } from './crossover.js';
import { gaussian } from './noise.testing.js';
import { scalingFit, scalingPoint } from './scaling-fit.js';

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
const NAMES = { what: 'KV cache against state', first: 'cache', second: 'state' };
const bytes = (law: (length: number) => number) =>
  bytesLaw(
    's',
    LENGTHS.map((length) => ({ length, bytes: law(length) })),
  );

describe('the crossover of counted bytes', () => {
  test('is the first length at which the first is above', () => {
    const state = bytes(() => 1_000_000);
    expect(
      bytesCrossover(
        NAMES,
        bytes((length) => 512 * length),
        state,
      ),
    ).toEqual({
      ...NAMES,
      length: 1954,
      interval: [1954, 1954],
      reason: null,
    });
    // Equal is not above.
    expect(
      bytesCrossover(
        NAMES,
        bytes((length) => 500 * length),
        state,
      ).length,
    ).toBe(2001);
  });

  test('is not reported outside the lengths measured, but the law tells', () => {
    const cache = bytes((length) => 512 * length);
    expect(
      bytesCrossover(
        NAMES,
        cache,
        bytes(() => 4096),
      ),
    ).toMatchObject({
      length: null,
      reason: 'before the smallest length measured: by the laws at L = 9',
    });
    expect(
      bytesCrossover(
        NAMES,
        cache,
        bytes(() => 1e9),
      ).reason,
    ).toBe('not up to L = 65536, the largest length measured');
    expect(
      bytesCrossover(
        NAMES,
        cache,
        bytes((length) => 16 * length),
      ).reason,
    ).toBe('the first is above at every length');
    expect(
      bytesCrossover(
        NAMES,
        cache,
        bytes((length) => Math.floor(length ** 1.5)),
      ).reason,
    ).toBe('no law is known of state');
  });
});

describe('the crossover of times', () => {
  const draw = gaussian('crossover');
  const fit = (law: (length: number) => number, between = 0.01) =>
    scalingFit(
      LENGTHS.map((length) => {
        const shift = between * draw();
        return scalingPoint(length, {
          samples: Array.from({ length: 20 }, () => law(length) * Math.exp(shift + 0.01 * draw())),
        });
      }),
    );

  test('has an interval that covers the true one as often as it says', () => {
    let missed = 0;
    for (let trial = 0; trial < 500; trial++) {
      // 5000 + L against 15000: they cross at L = 10000.
      const { length, interval } = timeCrossover(
        NAMES,
        fit((l) => 5000 + l),
        fit(() => 15_000),
      );
      expect(length).toBeGreaterThan(8000);
      expect(length).toBeLessThan(12_500);
      if (interval === null || interval[0] > 10_000 || interval[1] < 10_000) missed++;
      else expect(interval[1] / interval[0]).toBeLessThan(1.6);
    }
    // Five standard deviations of 500 trials are 0.049.
    expect(missed / 500).toBeLessThan(0.05 + 0.049);
  });

  test('of two kernels that grow', () => {
    const { length, interval } = timeCrossover(
      NAMES,
      fit((l) => 5000 + 0.001 * l ** 2),
      fit((l) => 5000 + 10 * l),
    );
    expect(length).toBeGreaterThan(9000);
    expect(length).toBeLessThan(11_000);
    expect(interval![0]).toBeLessThan(interval![1]);
  });

  test('among short lengths that no law is about lies between two of them, as measured', () => {
    // µs on an H100: attention and retention over a whole input. Of attention the law leaves out 256.
    const lengths = [256, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
    const measured = (times: readonly number[]) =>
      scalingFit(times.map((value, i) => ({ length: lengths[i]!, value, relativeError: 0.002 })));
    const attention = measured([31.3, 165.7, 425, 1612, 6413, 25_852, 104_149, 418_830]);
    const retention = [35.1, 56.9, 96.8, 189, 421, 853, 1649, 3261];
    const [shortest, ...longer] = retention as [number, ...number[]];
    expect(attention.leftOut.map(({ length }) => length)).toEqual([256]);
    const crossing = timeCrossover(NAMES, attention, measured(retention));
    expect(crossing).toMatchObject({
      interval: [256, 1024],
      reason: 'between L = 256 and 1024 as measured: no law of both is known below L = 1024',
    });
    expect(crossing.length).toBeGreaterThan(256);
    expect(crossing.length).toBeLessThan(350);
    // Within 3 % the shortest do not differ for certain.
    expect(timeCrossover(NAMES, attention, measured([31.5, ...longer]))).toMatchObject({
      interval: null,
      reason: expect.stringMatching(/do not differ for certain$/),
    });
    // A length that was measured counts as measured, also where no law is about it.
    expect(timeCrossover(NAMES, attention, measured([shortest / 2, ...longer]))).toMatchObject({
      length: null,
      reason: 'the first is above at every length measured, from L = 256 on',
    });
  });

  test('is left open outside the range, and without an interval where the laws are too near', () => {
    const line = fit((l) => 5000 + l);
    expect(
      timeCrossover(
        NAMES,
        line,
        fit(() => 1000),
      ).reason,
    ).toBe('the first is above at every length measured, from L = 256 on');
    expect(
      timeCrossover(
        NAMES,
        line,
        fit(() => 1e6),
      ).reason,
    ).toBe('not up to L = 65536, the largest length measured');
    const near = timeCrossover(
      NAMES,
      fit((l) => 5000 + 1.0 * l),
      fit((l) => 5030 + 0.995 * l),
    );
    expect(near.interval).toBeNull();
    expect(near.reason).not.toBeNull();
  });
});
