import { describe, expect, test } from 'vitest';
import { lawAt } from './law.js';
import { gaussian, summary } from './noise.testing.js';
import { scalingFit, scalingPoint, timeLaw } from './scaling-fit.js';

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];
/** Five standard deviations of 500 trials at 95 %. */
const FIVE_SIGMA = 0.049;

type Law = (length: number) => number;

/** Fits of recorded noise: 20 samples a length, each 3 % off, and each length off by `between`. */
function fits(law: Law, trials: number, { between = 0, lengths = LENGTHS, name = '' } = {}) {
  const draw = gaussian('scaling', between, lengths.length, name);
  return Array.from({ length: trials }, () =>
    scalingFit(
      lengths.map((length) => {
        const shift = between * draw();
        return scalingPoint(length, {
          samples: Array.from({ length: 20 }, () => law(length) * Math.exp(shift + 0.03 * draw())),
        });
      }),
    ),
  );
}

const misses = (results: ReturnType<typeof fits>, exponent: number) =>
  results.filter(
    ({ exponentInterval }) =>
      exponentInterval !== null && (exponent < exponentInterval[0] || exponent > exponentInterval[1]),
  ).length / results.length;
const silent = (results: ReturnType<typeof fits>) =>
  results.filter(({ exponentInterval }) => exponentInterval === null).length / results.length;

describe('the interval of the exponent', () => {
  // Nanoseconds: 5 µs to launch, then so much for each position.
  test.each<[string, Law, number]>([
    ['no growth', () => 5000, 0],
    ['a linear kernel', (length) => 5000 + length, 1],
    ['a linear kernel whose launch is most of its time', (length) => 5000 + 0.1 * length, 1],
    ['a linear kernel without a launch', (length) => length, 1],
    ['a square', (length) => 5000 + 0.001 * length ** 2, 2],
  ])('covers that of %s as often as it says', (name, law, exponent) => {
    for (const between of [0, 0.03]) {
      const results = fits(law, 500, { between, name });
      expect(misses(results, exponent)).toBeLessThan(0.05 + FIVE_SIGMA);
      // What is hidden in noise that differs from length to length may be left open, but not for noise within the run.
      expect(silent(results)).toBeLessThan(between === 0 ? 0.1 : 0.4);
    }
  });

  test('does not take a linear kernel launched in 5 µs for a logarithm, a root or a constant', () => {
    for (const { exponentInterval, constant, coefficient } of fits((length) => 5000 + 0.1 * length, 200)) {
      expect(exponentInterval![0]).toBeGreaterThan(0.7);
      expect(exponentInterval![1]).toBeLessThan(1.4);
      expect(Math.abs(constant / 5000 - 1)).toBeLessThan(0.15);
      expect(coefficient).toBeGreaterThan(0);
    }
    // The control: without the constant the same times have a small exponent, as a logarithm has.
    const [first, last] = [5000 + 0.1 * LENGTHS[0]!, 5000 + 0.1 * LENGTHS.at(-1)!];
    expect(Math.log(last / first) / Math.log(LENGTHS.at(-1)! / LENGTHS[0]!)).toBeLessThan(0.2);
  });

  test('is there for a square that only the largest of few lengths show', () => {
    const lengths = [256, 1024, 4096, 16_384, 65_536, 262_144];
    const results = fits((length) => 20_000 + 7.5e-6 * length ** 2, 100, { lengths, name: 'late' });
    expect(silent(results)).toBe(0);
    expect(misses(results, 2)).toBeLessThan(0.05 + 0.11);
  });

  test('is wider where lengths differ by more than their samples show', () => {
    const width = (between: number) => {
      const widths = fits((length) => 5000 + length, 50, { between }).map(
        ({ exponentInterval }) => exponentInterval![1] - exponentInterval![0],
      );
      return widths.reduce((sum, value) => sum + value, 0) / widths.length;
    };
    expect(width(0.03)).toBeGreaterThan(2.5 * width(0));
  });

  test('leaves out short lengths where the launch hides behind the work', () => {
    const results = fits((length) => Math.max(5000, length), 300, { name: 'knee' });
    for (const { note, lengths } of results) {
      expect(note).toMatch(/^without L < \d+, where the times follow another law$/);
      expect(lengths.length).toBeLessThan(LENGTHS.length);
    }
    // Five standard deviations of 300 trials are 0.063.
    expect(misses(results, 1)).toBeLessThan(0.05 + 0.063);
    expect(silent(results)).toBe(0);
  });
});

describe('points that do not tell', () => {
  const exactly = (law: Law, lengths: readonly number[]) =>
    scalingFit(lengths.map((length) => ({ length, value: law(length), relativeError: 0.01 })));

  test('give no interval, and the reason', () => {
    const linear: Law = (length) => 5000 + length;
    expect(exactly(linear, [256, 4096, 65536])).toMatchObject({
      exponentInterval: null,
      note: '3 lengths; 4 or more are needed to tell',
    });
    expect(exactly(linear, [256, 512, 1024, 2048])).toMatchObject({
      exponentInterval: null,
      note: 'the largest length is 8 times the smallest; 10 times or more are needed to tell',
    });
    expect(exactly((length) => 9000 - 0.05 * length, LENGTHS)).toMatchObject({
      exponentInterval: null,
      note: 'the time falls as the length grows',
    });
    // One length 4 % below eight others that agree is no fall; 15 % are.
    const lastLower = (share: number) => exactly((length) => (length === 65536 ? 5000 * (1 - share) : 5000), LENGTHS);
    expect(lastLower(0.04)).toMatchObject({
      exponent: 0,
      note: expect.stringMatching(/^no growth seen; a linear part/),
    });
    expect(exactly((length) => 5000 * length ** -0.03, LENGTHS).note).toBe('the time falls as the length grows');
    expect(exactly(() => 5000, LENGTHS.slice(0, 5)).note).toMatch(/^no growth seen, but .* only 16 times the smallest/);
    const waves = exactly((length) => length * (Math.log2(length) % 2 === 0 ? 1 : 2), LENGTHS);
    expect(waves).toMatchObject({ exponentInterval: null, note: expect.stringMatching(/off any law a \+ b·L\^p$/) });
  });

  test('of a kernel of which the launch hides nearly everything are never called flat', () => {
    // A twelfth of the time at the largest length, under noise that differs from length to length.
    const results = fits((length) => 5000 + 0.007 * length, 300, { between: 0.03, name: 'hidden' });
    expect(silent(results)).toBeGreaterThan(0.7);
    for (const { exponentInterval, exponent, note } of results)
      if (exponentInterval !== null && exponent === 0)
        expect(note).toMatch(/^no growth seen; a linear part is at most/);
  });

  test('are refused when they are no points', () => {
    expect(() => scalingFit([{ length: 1, value: 1, relativeError: 0 }])).toThrow('1 lengths; two or more are needed');
    expect(() => exactly(() => 1, [4, 4])).toThrow('length 4 twice; different lengths are needed');
    expect(() => exactly(() => 0, [4, 8])).toThrow('0 at length 4; positive numbers are needed');
  });
});

test('exact times give their law back', () => {
  const fit = scalingFit(LENGTHS.map((length) => ({ length, value: 700 + 3 * length ** 1.5, relativeError: 0 })));
  expect(fit.exponent).toBeCloseTo(1.5, 6);
  expect(fit.constant).toBeCloseTo(700, 1);
  expect(fit.exponentInterval![1] - fit.exponentInterval![0]).toBeLessThan(1e-3);
  expect(lawAt(fit, 5000)).toBeCloseTo(700 + 3 * 5000 ** 1.5, 0);
});

test('a series of times has its law as the result file keeps it', () => {
  const law = timeLaw(
    'decode/attention/f32/webgpu',
    LENGTHS.map((length) => ({ length, time: summary([0.99, 1, 1.01].map((factor) => factor * (5000 + length))) })),
  );
  expect(law).toMatchObject({ series: 'decode/attention/f32/webgpu', quantity: 'time', lengths: LENGTHS, linear: 0 });
  expect(law.exponent).toBeCloseTo(1, 4);
  expect(Object.keys(law)).not.toContain('points');
});
