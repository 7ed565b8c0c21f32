import { certificate, softmaxScale, visiblePositions } from '@verbatim/transformer';
import { expect, test } from 'vitest';
import { verifyQuickly } from '../shared/verify-quickly.testing.js';
import { remark26 } from './claim.js';
import { leastCertifiedWidth, leastWidthBySearch, precision, sufficientWidth, widthOrder } from './sufficient-width.js';

test('remark-2.6 holds at quick effort, and each control is caught', async () => {
  const { verdict, evidence, controls } = await verifyQuickly(remark26);
  expect(verdict).toBe('holds');
  expect(evidence.map(({ supports }) => supports)).toEqual(['holds', 'holds', 'holds']);
  expect(controls.filter(({ caught }) => !caught)).toEqual([]);
});

test('the sufficient width is certified, and so are wider ones', () => {
  for (const alphabetSize of [2, 5, 26, 256])
    for (const ngram of [1, 2, 3, 7, 20, 100, 300]) {
      const asked = { alphabetSize, ngram };
      const scale = softmaxScale(alphabetSize, visiblePositions(alphabetSize, ngram));
      const width = sufficientWidth(ngram, alphabetSize, scale);
      for (let bits = width; bits <= width + 12; bits++)
        expect(certificate(asked, precision(bits, scale)).certified).toBe(true);
      expect(leastCertifiedWidth(asked, scale, width)).toBeLessThanOrEqual(width);
    }
});

test('the order grows by four bits each time that log L doubles', () => {
  expect(widthOrder(64, 2) - widthOrder(32, 2)).toBeCloseTo(4, 10);
});

test('the least width by search is one above a width at which a string fails', () => {
  const search = { alphabetSize: 26, ngram: 3, maxLength: 8, draws: 5, seed: 1 };
  const { width, failsAt } = leastWidthBySearch(search, 8);
  expect(width).toBeGreaterThan(3);
  expect(failsAt).toBeLessThanOrEqual(8);
});
