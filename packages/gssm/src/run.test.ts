import { fc, test } from '@fast-check/vitest';
import { randomSource } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { machineForBits } from './machine-for-bits.js';
import { randomAutomaton } from './random-automaton.js';
import { registerMachine } from './register.js';
import { generateCopy, teacherForcedCopy } from './run.js';

describe('running a machine on the copy task', () => {
  test.prop([fc.nat(), fc.integer({ min: 1, max: 12 }), fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 8 })])(
    'copies by generation if and only if all teacher-forced predictions are right',
    (seed, states, x) => {
      const machine = randomAutomaton(3, states, seed);
      const same = (output: Uint32Array) => output.every((letter, i) => letter === x[i]);
      expect(same(generateCopy(machine, x))).toBe(same(teacherForcedCopy(machine, x)));
    },
  );

  it('feeds its own letters back when generating and the true ones when teacher-forced', () => {
    const machine = registerMachine(4, 4, 2);
    expect([...generateCopy(machine, [0, 1, 2, 3])]).toEqual([2, 3, 2, 3]);
    expect([...teacherForcedCopy(machine, [0, 1, 2, 3])]).toEqual([2, 3, 0, 1]);
  });

  it('refuses a letter outside the alphabet', () => {
    expect(() => generateCopy(registerMachine(2, 3, 1), [0, 2, 0])).toThrow(RangeError);
    expect(() => teacherForcedCopy(registerMachine(2, 3, 1), [0, 2, 0])).toThrow(RangeError);
  });

  it.each(['register', 'prefix', 'window'] as const)('runs a %s of 8 kB of state on 10,000 bytes', (family) => {
    const x = randomSource(1, 'run').letters(10_000, 256);
    const machine = machineForBits(family, 256, x.length, 65_536n);
    const output = generateCopy(machine, x);
    const expected = {
      register: () => Uint32Array.from(x, (_, i) => x[(i % 8192) + (i % 8192 < 10_000 - 8192 ? 8192 : 0)]),
      prefix: () => Uint32Array.from(x, (letter, i) => (i < 8191 ? letter : 0)),
      window: () => Uint32Array.from(x, (_, i) => x[(i < 8191 ? i : 0) + 10_000 - 8191]),
    };
    expect(output).toEqual(expected[family]());
    let state = machine.update(machine.start, 256);
    for (const letter of x) state = machine.update(state, letter);
    const bytes = machine.encode(state);
    expect(bytes.length * 8).toBe(Math.ceil(machine.serialisedBits / 8) * 8);
    expect(machine.encode(machine.decode(bytes))).toEqual(bytes);
  });
});
