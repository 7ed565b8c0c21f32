import { expect, it } from 'vitest';
import { chunkLength } from './scan-chunks.js';

it('a chunk is short where threads are few, and grows to what is asked where they are many', () => {
  expect(chunkLength(1, 64, 256)).toBe(16);
  expect(chunkLength(2 ** 14, 64, 256)).toBe(16);
  expect(chunkLength(2 ** 15, 64, 256)).toBe(32);
  expect(chunkLength(2 ** 20, 64, 256)).toBe(256);
});
