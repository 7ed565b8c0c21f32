import { describe, expect, test } from 'vitest';
import { byteAxis, lengthAxis, lengthText, logAxis } from './axes.js';
import { dotMark, drawChart } from './chart.js';
import { bytesText, digitsText, numberText, percentText } from './numbers.js';
import { SERIES_STYLES } from './palette.js';
import { csv } from './table.js';

describe('numbers', () => {
  test('are short, and keep what counts', () => {
    expect([0, 12_345, 0.123456, 1234.56, 1.5e-7, 2.5e12, 0.5, 1e-4, -0.03].map(numberText)).toEqual([
      '0',
      '12,345',
      '0.1235',
      '1,235',
      '1.5e-7',
      '2,500,000,000,000',
      '0.5',
      '0.0001',
      '-0.03',
    ]);
    expect([1.25e10 + 0.5, 1e-10].map(numberText)).toEqual(['1.25e10', '1e-10']);
    expect([percentText(0.999999), percentText(0.95)]).toEqual(['99.9999 %', '95 %']);
    expect([bytesText(512), bytesText(8192), bytesText(3 * 2 ** 40)]).toEqual(['512 B', '8 KiB', '3 TiB']);
    expect([digitsText('123456789012345'), digitsText('12'.padEnd(40, '0'))]).toEqual([
      '123,456,789,012,345',
      '1.20e39',
    ]);
  });

  test('of lengths are written as the command line reads them', () => {
    expect([300, 512, 1024, 98_304, 2 ** 20, 3 * 2 ** 20].map(lengthText)).toEqual([
      '300',
      '512',
      '1k',
      '96k',
      '1M',
      '3M',
    ]);
  });
});

describe('a logarithmic axis', () => {
  test('has a few ticks within its ends', () => {
    for (const values of [
      [1, 1e9],
      [0.2, 0.9],
      [5, 5],
      [3, 3.3],
      [3e-9, 2e-3],
      [256, 2 ** 20],
    ]) {
      const { domain, ticks } = logAxis(values);
      expect(domain[0]).toBeLessThan(Math.min(...values));
      expect(domain[1]).toBeGreaterThan(Math.max(...values));
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const tick of ticks) expect(tick >= domain[0] && tick <= domain[1]).toBe(true);
    }
  });

  test('of lengths has powers of two, or the one length there is', () => {
    expect(lengthAxis([256, 2 ** 20]).ticks).toEqual([256, 2048, 16_384, 131_072, 2 ** 20]);
    expect(lengthAxis([300]).ticks).toEqual([300]);
    expect(lengthAxis([1, 2 ** 20]).ticks[0]).toBe(1);
  });

  test('of bytes has powers of two, each with its unit, or the few values that there are', () => {
    const ticks = (...values: number[]) => {
      const { ticks, tickFormat } = byteAxis(values);
      return ticks.map(tickFormat);
    };
    expect(ticks(1, 2 ** 33)).toEqual(['1 B', '1 KiB', '1 MiB', '1 GiB']);
    expect(ticks(5e5, 2e10)).toEqual(['1 MiB', '32 MiB', '1 GiB']);
    expect(ticks(1024, 8192)).toEqual(['1 KiB', '2 KiB', '4 KiB', '8 KiB']);
    expect(ticks(5120)).toEqual(['5 KiB']);
    expect(ticks(1, 2 ** 60).length).toBeLessThan(7);
  });

  test('has even steps where the range is short', () => {
    expect(logAxis([1.01, 1.06]).ticks).toEqual([0.95, 1, 1.05, 1.1, 1.15]);
    expect(logAxis([11.1, 12]).ticks).toEqual([11, 12, 13]);
    expect(logAxis([0.3, 0.31]).ticks).toEqual([0.28, 0.3, 0.32, 0.34]);
  });

  test('has fewer multiples where the range is longer, so that each has its label', () => {
    expect(logAxis([1, 10]).ticks).toEqual([1, 2, 5, 10]);
    expect(logAxis([2.1, 430]).ticks).toEqual([3, 10, 30, 100, 300]);
    expect(logAxis([2.1, 4300]).ticks).toEqual([10, 100, 1000]);
  });

  test('has a label at each of its ticks when it is drawn', () => {
    const style = SERIES_STYLES[0]!;
    const empty = (axis: object) =>
      /<text[^>]*\/>/.test(
        drawChart({
          ...{ slug: 'x', title: 'x', description: 'x', seen: 'x', legend: [], table: { columns: [], rows: [] } },
          plot: { x: axis, y: { type: 'linear', domain: [0, 1] }, marks: [dotMark([{ x: 30, y: 0.5 }], style)] },
        }).file,
      );
    for (let top = 3; top < 1e7; top *= 1.3) expect(empty(logAxis([2.1, top])), String(top)).toBe(false);
    // The control: more multiples than Plot gives labels to.
    expect(empty({ ...logAxis([2.1, 430]), ticks: [5, 10, 20, 50, 100, 200] })).toBe(true);
  });

  test('has powers on all of its ticks where it has them on one', () => {
    const { ticks, tickFormat } = logAxis([1, 1e8]);
    expect(ticks.map(tickFormat)).toEqual(['1', '100', '10⁴', '10⁶', '10⁸']);
  });

  test('has powers of ten in words', () => {
    const { tickFormat } = logAxis([1, 2]);
    expect([0.001, 0.5, 100, 10_000, 1e6, 2e-5].map(tickFormat)).toEqual([
      '0.001',
      '0.5',
      '100',
      '10,000',
      '10⁶',
      '2·10⁻⁵',
    ]);
  });
});

test('CSV quotes what has to be', () => {
  expect(
    csv({
      columns: ['a', 'b (ns)'],
      rows: [
        ['x,"y"', 0.1 + 0.2],
        ['line\nbreak', null],
      ],
    }),
  ).toBe('a,b (ns)\r\n"x,""y""",0.30000000000000004\r\n"line\nbreak",\r\n');
});
