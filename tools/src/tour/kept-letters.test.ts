import { generateCopy, machineForBits } from '@verbatim/gssm';
import { randomSource } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { keptLetters } from './kept-letters.js';

const x = randomSource(1, 'kept').letters(300, 256);

describe('what a bounded state keeps', () => {
  test('is what the machine says when it is run without a stop', () => {
    for (const family of ['prefix', 'register'] as const)
      for (const bits of [16, 128, 1024]) {
        const output = generateCopy(machineForBits(family, 256, x.length, BigInt(bits)), x);
        expect(keptLetters(family, 256, x, bits).right).toBe(output.filter((letter, i) => letter === x[i]).length);
      }
  });

  test('of a prefix machine is its first letters and then nothing but chance', () => {
    const { machine, rightFromStart, right, stateBits } = keptLetters('prefix', 256, x, 128);
    expect(machine).toBe('prefix(k=15)');
    expect(rightFromStart).toBe(15);
    expect(right).toBeGreaterThanOrEqual(15);
    expect(right).toBeLessThan(30);
    expect(stateBits).toBeLessThanOrEqual(128);
  });

  test('of a register is its last letters, and all with eight bits a letter', () => {
    const kept = keptLetters('register', 256, x, 128);
    expect(kept).toMatchObject({ machine: 'register(k=16)', stateBits: 128 });
    expect(kept.right).toBeGreaterThanOrEqual(16);
    expect(keptLetters('register', 256, x, 8 * 300)).toMatchObject({ rightFromStart: 300, right: 300, length: 300 });
  });
});
