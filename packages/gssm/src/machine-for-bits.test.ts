import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type MachineFamily, machineForBits } from './machine-for-bits.js';
import { prefixStates } from './prefix.js';
import { windowStates } from './window.js';

const statesOf = {
  register: (alphabetSize: number, kept: number) => BigInt(alphabetSize) ** BigInt(kept),
  prefix: prefixStates,
  window: windowStates,
};

describe('the machine for a number of state bits', () => {
  test.prop([
    fc.constantFrom('register', 'prefix', 'window'),
    fc.integer({ min: 2, max: 300 }),
    fc.integer({ min: 1, max: 60 }),
    fc.nat({ max: 200 }),
  ])('keeps the most letters that fit, and no more than L', (family, alphabetSize, length, bits) => {
    let kept = 0;
    while (kept < length && statesOf[family](alphabetSize, kept + 1) <= 1n << BigInt(bits)) kept++;
    const machine = machineForBits(family, alphabetSize, length, BigInt(bits));
    expect(machine.name).toBe(`${family}(k=${kept})`);
    expect(machine.states).toBe(statesOf[family](alphabetSize, kept));
    expect(machine.serialisedBits).toBeLessThanOrEqual(bits);
  });

  it.each([
    ['register', 'register(k=8192)', 65536],
    ['prefix', 'prefix(k=8191)', 65530],
    ['window', 'window(k=8191)', 65530],
    ['constant', 'constant(0)', 0],
  ] as const)('of 8 kB over bytes: %s is %s in %i bits', (family, name, bits) => {
    const machine = machineForBits(family, 256, 10_000, 65_536n);
    expect(machine.name).toBe(name);
    expect(machine.serialisedBits).toBe(bits);
  });

  it.each([2, 3, 255, 257])('keeps no letter in no bits, D = %i', (alphabetSize) => {
    for (const family of ['register', 'prefix', 'window', 'constant'] as const) {
      expect(machineForBits(family, alphabetSize, 5, 0n).states).toBe(1n);
    }
  });

  it('keeps the whole string when there are bits to spare, however many', () => {
    expect(machineForBits('register', 3, 100, 10n ** 30n).name).toBe('register(k=100)');
  });

  it('refuses a negative number of bits and a family that there is not', () => {
    expect(() => machineForBits('register', 2, 5, -1n)).toThrow(
      new RangeError('state bits -1: accepted is an integer of at least 0'),
    );
    expect(() => machineForBits('lstm' as MachineFamily, 2, 5, 1n)).toThrow(
      new RangeError('machine family lstm: accepted are register, prefix, window, constant'),
    );
  });
});
