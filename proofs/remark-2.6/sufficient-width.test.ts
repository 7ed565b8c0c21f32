import { certificate, letterWidth } from '@verbatim/transformer';
import { expect, test } from 'vitest';
import { scaleFor } from './lengths.js';
import {
  exponentsSuffice,
  leastCertifiedWidth,
  precision,
  sufficientExponentBits,
  sufficientWidth,
  widthOrder,
} from './sufficient-width.js';

const SIZES = [2, 3, 5, 26, 256, 65_536].flatMap((alphabetSize) =>
  [1, 2, 3, 7, 20, 100, 256, 300].flatMap((ngram) =>
    [1n, 9n, 10n ** 9n, 10n ** 60n].map((maxLength) => {
      const scale = scaleFor(alphabetSize, ngram, maxLength);
      return { asked: { alphabetSize, ngram, maxLength }, scale, width: sufficientWidth(ngram, alphabetSize, scale) };
    }),
  ),
);

test('the sufficient width is certified, and so are wider ones', () => {
  for (const { asked, scale, width } of SIZES) {
    for (const bits of [width, width + 1, width + 2, width + 12]) {
      expect(certificate(asked, precision(bits, scale)).certified).toBe(true);
    }
    expect(leastCertifiedWidth(asked, scale, width)).toBeLessThanOrEqual(width);
  }
});

test('errors at the sufficient width keep to the bounds of the page', () => {
  for (const { asked, scale, width } of SIZES) {
    const { scoreError, wrongShare, logitMargin, logitError } = certificate(asked, precision(width, scale));
    const N = asked.ngram + 1;
    const w = letterWidth(asked.alphabetSize) + 1;
    expect(scoreError).toBeLessThan(3.1 * scale * N ** 2 * w ** 2 * 2 ** -width);
    expect(wrongShare * w).toBeLessThan(0.3);
    expect(logitMargin).toBeGreaterThan(0.5);
    expect(logitError).toBeLessThan(0.01);
  }
});

test('sums of weights do not overflow with the exponents of the formula, and would with few', () => {
  for (const { asked, scale, width } of SIZES.filter(({ asked }) => asked.maxLength > 10n ** 9n)) {
    expect(certificate(asked, precision(width, scale)).certified).toBe(true);
    // K is more than 2^190.
    const few = { ...precision(width, scale), largestExponent: 190 };
    expect(certificate(asked, few).reason).toBe('the sum of all weights may exceed 2^190 and overflow');
  }
});

test('the formula is rounded up in integers', () => {
  // B (n + 1)² (d' + 1)² = 4 · 16 · 4 = 2⁸, and one more.
  expect(sufficientWidth(3, 2, 4)).toBe(14);
  expect(sufficientWidth(3, 2, 5)).toBe(15);
  expect([1, 2, 3, 4, 5].map(sufficientExponentBits)).toEqual([6, 7, 8, 8, 9]);
});

test('numbers of block 1 and scores do not underflow with the exponents of the formula, and would with few', () => {
  for (const {
    asked: { ngram },
    scale,
    width,
  } of SIZES) {
    // The n of the claim is at most log2 L + 1; B is then more than (log2 L + 3) / 2.
    if (ngram < 2 * scale - 2) expect(exponentsSuffice(width, sufficientExponentBits(scale), ngram)).toBe(true);
    expect(exponentsSuffice(width, 4, ngram)).toBe(false);
  }
});

test('the order grows by four bits each time that log L doubles', () => {
  expect(widthOrder(64, 2) - widthOrder(32, 2)).toBeCloseTo(4, 10);
});
