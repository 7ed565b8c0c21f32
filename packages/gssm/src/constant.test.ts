import { describe, expect, it } from 'vitest';
import { constantMachine } from './constant.js';
import { exhaustiveError } from './exhaustive-error.js';
import { generateCopy } from './run.js';

describe('the constant machine', () => {
  it('emits its letter for ever and copies one string of every length', () => {
    expect([...generateCopy(constantMachine(3, 2), [0, 1, 2])]).toEqual([2, 2, 2]);
    expect(exhaustiveError(constantMachine(3, 2), 4)).toEqual({ copied: 1n, total: 81n });
  });

  it('stores its state in no bits at all', () => {
    const machine = constantMachine(256);
    expect(machine.states).toBe(1n);
    expect(machine.serialisedBits).toBe(0);
    expect(machine.encode(machine.start)).toHaveLength(0);
  });

  it.each([-1, 3, 0.5])('refuses to emit %s', (letter) => {
    expect(() => constantMachine(3, letter)).toThrow(
      new RangeError(`constant output ${letter}: accepted is a letter, 0 to 2`),
    );
  });
});
