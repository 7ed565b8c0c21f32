import { LimitExceededError } from '@verbatim/gpu';
import { describe, expect, test } from 'vitest';
import { copyingTransformer } from '../copying-transformer.js';
import { GpuCopier, type GpuCopyMode } from './copier.js';
import { testDevice, withLimits } from './device.testing.js';
import { assertFits, type CopyShape, copyMemory } from './memory.js';

const shape: CopyShape = { slots: 3, width: 4, tokens: 6, length: 5000, scale: 9, reach: 4, generate: true };

describe.each<GpuCopyMode>(['generate', 'teacher-forced'])('the memory of a copy, %s', (mode) => {
  const generate = mode === 'generate';

  test('is what the ledger counts, and is given back', async () => {
    const device = await testDevice();
    const construction = copyingTransformer({ alphabetSize: 4, ngram: 3, maxLength: 5000 });
    const before = device.ledger.liveBytes;
    const copier = await GpuCopier.open(device, construction, 5000, mode);
    const { total, ...byPurpose } = copyMemory({ ...shape, generate });
    expect(device.ledger.liveBytes - before).toBe(total);
    expect(device.ledger.live).toMatchObject(byPurpose);
    copier.destroy();
    expect(device.ledger.liveBytes).toBe(before);
  });

  test('grows with the length on a straight line, exactly', () => {
    const bytes = (length: number) => copyMemory({ ...shape, generate, length }).total;
    const step = bytes(20_001) - bytes(20_000);
    expect(bytes(30_000)).toBe(bytes(20_000) + 10_000 * step);
    expect(bytes(1_000_000)).toBe(bytes(20_000) + 980_000 * step);
    // For two more positions: a token, an embedding of four f32, two blocks of eight halves, four halves of value; a prediction.
    expect(step).toBe(2 * (4 + 16 + 2 * 16 + 8) + (generate ? 0 : 4));
  });
});

test('a string that does not fit is refused with the longest that would', async () => {
  const { limits } = (await testDevice()).info;
  const tight = { ...limits, maxBindingSize: 2 ** 20 };
  let problem: unknown;
  try {
    assertFits({ ...shape, length: 100_000 }, tight);
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(LimitExceededError);
  const { largestLength, message } = problem as LimitExceededError;
  expect(message).toMatch(
    /^keys of a copy of 100000 letters with n = 3 needs .*; this device allows 1048576, enough for/,
  );
  expect(() => assertFits({ ...shape, length: largestLength! }, tight)).not.toThrow();
  expect(() => assertFits({ ...shape, length: largestLength! + 1 }, tight)).toThrow(LimitExceededError);
});

test('and takes no memory before it is refused', async () => {
  const device = await testDevice();
  const construction = copyingTransformer({ alphabetSize: 4, ngram: 3, maxLength: 5000 });
  const small = withLimits(device, { maxBindingSize: 2 ** 12 });
  await expect(GpuCopier.open(small, construction, 5000, 'generate')).rejects.toThrow(LimitExceededError);
  expect(device.ledger.liveBytes).toBe(0);
});
