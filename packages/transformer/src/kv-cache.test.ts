import { deBruijnString } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { copyRunner, generateCopy } from './copy.js';
import { copyingTransformer } from './copying-transformer.js';
import { exactRationals } from './exact.js';
import { deserialiseKvCache, firstLive, serialiseKvCache } from './kv-cache.js';
import { significand } from './rounded.js';

describe('the serialised KV cache', () => {
  const letters = deBruijnString(3, 2);
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2, maxLength: letters.length });
  const runner = copyRunner(construction, exactRationals());
  generateCopy(runner, letters);
  const serialised = serialiseKvCache(runner.model);

  test('decodes to the rows that later steps can read', () => {
    const decoded = deserialiseKvCache(serialised, runner.model);
    runner.model.cache().forEach((rows, c) => {
      const live = Array.from({ length: rows.length - firstLive(rows) }, (_, i) => rows.row(firstLive(rows) + i));
      expect(decoded[c]).toEqual(live);
    });
  });

  test('takes two bits a number: n(d′ + 1) + d′ + 2 of them a position, and the last n embeddings', () => {
    const positions = 2 * letters.length + 1;
    expect(serialised.bits).toBe(2 * (positions * (2 * 3 + 4) + 2 * 4));
    expect(serialised.bytes.length).toBe(Math.ceil(serialised.bits / 8));
  });

  test('refuses numbers that two bits cannot hold', () => {
    const rounded = copyRunner(copyingTransformer({ alphabetSize: 3, ngram: 11, maxLength: 24 }), significand(11));
    generateCopy(rounded, new Uint32Array(24).fill(1));
    expect(() => serialiseKvCache(rounded.model)).toThrow('only −1, 0, 1 and 2');
  });
});
