import { describe, expect, test } from 'vitest';
import { SERIES_STYLES, seriesProperties, standalone } from './palette.js';

/** Red, green and blue as light, 0 … 1. */
function light(colour: string): [number, number, number] {
  const channel = (i: number) => {
    const share = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([r, g, b]: readonly [number, number, number]): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [one, other] = [luminance(light(a)), luminance(light(b))];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** What is left for who lacks a kind of cone: Viénot, Brettel and Mollon (1999), simplified to matrices on light. */
const SEEN = {
  protanope: {
    matrix: [
      [0.11238, 0.88762, 0],
      [0.11238, 0.88762, 0],
      [0.00401, -0.00401, 1],
    ],
    confused: ['#ff0000', '#006400'],
  },
  deuteranope: {
    matrix: [
      [0.29275, 0.70725, 0],
      [0.29275, 0.70725, 0],
      [-0.02234, 0.02234, 1],
    ],
    confused: ['#ff0000', '#00ac00'],
  },
} as const;

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => Math.cbrt(Math.max(value, 0)) - Math.cbrt(Math.max(b[i]!, 0))));
}

describe('the looks of series', () => {
  test('differ in colour, in mark and in dash, each by itself', () => {
    for (const part of ['colour', 'light', 'dark', 'symbol', 'dash'] as const)
      expect(new Set(SERIES_STYLES.map((style) => style[part])).size).toBe(SERIES_STYLES.length);
  });

  test.each(Object.entries(SEEN))('differ for a %s', (_, { matrix, confused }) => {
    const seen = (colour: string) => {
      const rgb = light(colour);
      return matrix.map((row) => row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);
    };
    for (const theme of ['light', 'dark'] as const) {
      const colours = SERIES_STYLES.map((style) => seen(style[theme]));
      colours.forEach((one, i) => {
        for (const other of colours.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(0.08);
      });
    }
    // The control: a red and a green that look the same, but for a trace of blue.
    const [red, green] = confused.map(seen) as [number[], number[]];
    expect(distance(red.slice(0, 2), green.slice(0, 2))).toBeLessThan(0.02);
  });

  test('stand out from the ground', () => {
    for (const { light: onWhite, dark } of SERIES_STYLES) {
      expect(contrast(onWhite, '#ffffff')).toBeGreaterThan(2);
      expect(contrast(dark, '#16181a')).toBeGreaterThan(4);
    }
  });

  test('are properties in the page, and colours in a file', () => {
    expect(seriesProperties('dark')).toMatch(/^--series-1:#56B4E9;--series-2:#D55E00;/);
    expect(standalone('<path stroke="var(--series-2)">var(--series-2)')).toBe('<path stroke="#D55E00">var(--series-2)');
  });
});
