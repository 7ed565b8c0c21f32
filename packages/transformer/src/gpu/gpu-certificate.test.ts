import { describe, expect, test } from 'vitest';
import { certificate } from '../certificate.js';
import { float32, roundToSignificand } from '../rounded.js';
import { gpuCertificate } from './gpu-certificate.js';

const U = 2 ** -23;
const V = 2.5 * U;

describe('the certificate for a device', () => {
  test.each([
    [2, 16, 65_551],
    [2, 1, 1],
    [256, 32, 4096],
    [256, 64, 4096],
    [256, 200, 4096],
    [26, 10, 100_000],
  ])('covers D = %i, n = %i, L = %i', (alphabetSize, ngram, maxLength) => {
    for (const stop of [false, true]) {
      const found = gpuCertificate({ alphabetSize, ngram, maxLength, stop });
      expect(found).toMatchObject({ certified: true, reason: null, gateError: 0 });
      expect(found.logitMargin).toBeGreaterThan(found.logitError);
    }
  });

  test('has the B and K of the construction, and wider errors than IEEE f32 where nothing is stored', () => {
    const size = { alphabetSize: 2, ngram: 16, maxLength: 65_551 };
    const [device, host] = [gpuCertificate(size), certificate(size, float32())];
    expect(device).toMatchObject({ softmaxScale: host.softmaxScale, visiblePositions: host.visiblePositions });
    expect(device.logitError).toBeGreaterThan(host.logitError);
  });

  test('does not cover keys whose letters do not come back, nor sums over too many positions', () => {
    const worst = 'the worst rounding error exceeds the margin';
    expect(gpuCertificate({ alphabetSize: 256, ngram: 400, maxLength: 4096 })).toMatchObject({
      certified: false,
      reason: worst,
    });
    expect(gpuCertificate({ alphabetSize: 2, ngram: 23, maxLength: 2 ** 23 })).toMatchObject({
      certified: false,
      reason: worst,
    });
    expect(gpuCertificate({ alphabetSize: 256, ngram: 200 })).toMatchObject({ certified: false });
  });

  test('gets no better with a longer string of the same B, or a longer key', () => {
    const slack = (ngram: number, maxLength: number) => {
      const { softmaxScale, logitMargin, logitError } = gpuCertificate({ alphabetSize: 4, ngram, maxLength });
      return [softmaxScale, logitMargin - logitError] as const;
    };
    const [scale, first] = slack(8, 1000);
    expect(slack(8, 1300)[0]).toBe(scale);
    expect(slack(8, 1300)[1]).toBeLessThan(first);
    expect(slack(9, 1000)[1]).toBeLessThan(first);
  });
});

describe('storing heals what recovery got wrong', () => {
  /** The recovered letter with every operation off by as much as WGSL allows, in the worst directions. */
  const recovered = (t: number, sum: number, x: number, sign: 1 | -1) => {
    const own = t * (sum / t) * (1 + sign * V) * (1 + sign * U);
    const previous = t === 1 ? 0 : (sum - x) * (1 - sign * V) * (1 - sign * U);
    return (own - previous) * (1 + sign * U);
  };
  const healed = (t: number) =>
    [1, -1].every((x) =>
      ([1, -1] as const).every((sign) => {
        // The largest sums that fit, with the one sign and the other.
        return [t, -t].every(
          (sum) => Math.abs(sum - x) > t - 1 || roundToSignificand(recovered(t, sum, x, sign), 11) === x,
        );
      }),
    );

  test('up to slot 290', () => {
    expect(Array.from({ length: 290 }, (_, i) => i + 1).filter((t) => !healed(t))).toEqual([]);
  });

  test('and not for ever', () => {
    expect(healed(600)).toBe(false);
  });
});
