import { describe, expect, test } from 'vitest';
import { copyBytes } from './file-copy.js';

describe('copying a file', () => {
  test('returns every byte, with the smallest n that can', () => {
    const seen: number[] = [];
    const bytes = new TextEncoder().encode('to copy is to say again, letter by letter: so say so again — überall\n');
    const copy = copyBytes(bytes, (done) => seen.push(done));
    expect(copy).toMatchObject({ copied: true, firstMismatch: null, certified: true, length: bytes.length, ngram: 8 });
    expect(seen).toEqual(Array.from(bytes, (_, i) => i + 1));
  });
});
