import { describe, expect, test } from 'vitest';
import { compareExponents } from './compare-exponents.js';
import { gaussian, point } from './noise.testing.js';
import type { BenchPoint } from './result.js';

const LENGTHS = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];

function series(kernel: string, draw: () => number, law: (length: number) => number): BenchPoint[] {
  return LENGTHS.map((length) => {
    const level = law(length) * Math.exp(0.01 * draw());
    return point(
      kernel,
      length,
      Array.from({ length: 20 }, () => level * Math.exp(0.02 * draw())),
    );
  });
}

describe('the exponents of two runs of the same program', () => {
  test.each<[string, (length: number) => number]>([
    ['flat', () => 5000],
    ['linear', (length) => 5000 + length],
    ['square', (length) => 5000 + 0.001 * length ** 2],
    ['bent, about as much as is left out', (length) => (5000 ** 1.5 + length ** 1.5) ** (1 / 1.5)],
    ['bent', (length) => Math.max(5000, length)],
  ])('are the same: %s', (name, law) => {
    const draw = gaussian('exponents', name);
    const changes = Array.from({ length: 200 }, () => {
      const next = series('a', draw, law);
      return compareExponents(series('a', draw, law).map((base, i) => [base, next[i]!]));
    }).flat();
    expect(changes.filter(({ quantity, verdict }) => quantity === 'bytes' && verdict !== 'same')).toEqual([]);
    const changed = changes.filter(({ verdict }) => verdict === 'steeper' || verdict === 'flatter');
    expect(changed).toEqual([]);
  });

  test('differ when one more power of the length comes in', () => {
    const draw = gaussian('steeper');
    const [base, next] = [series('a', draw, (l) => 5000 + l), series('a', draw, (l) => 5000 + l + 0.001 * l ** 2)];
    expect(
      compareExponents(base.map((one, i) => [one, next[i]!])).find(({ quantity }) => quantity === 'time'),
    ).toMatchObject({
      verdict: 'steeper',
    });
    expect(
      compareExponents(next.map((one, i) => [one, base[i]!])).find(({ quantity }) => quantity === 'time'),
    ).toMatchObject({
      verdict: 'flatter',
    });
  });

  test('are not compared over too few lengths, or where several points share one', () => {
    const draw = gaussian('few');
    const base = series('a', draw, (length) => length);
    expect(compareExponents(base.slice(0, 3).map((one) => [one, one]))).toEqual([]);
    const twice = [...base, { ...base[0]!, id: 'another window' }];
    expect(compareExponents(twice.map((one) => [one, one]))).toEqual([]);
  });
});
