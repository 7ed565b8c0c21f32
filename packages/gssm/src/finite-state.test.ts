import { describe, expect, it } from 'vitest';
import { constantMachine } from './constant.js';
import type { Gssm } from './gssm.js';
import { everyState, keyOf, reachableStates, serialised, stringsOf } from './machines.testing.js';
import { prefixMachine } from './prefix.js';
import { randomAutomaton } from './random-automaton.js';
import { registerMachine } from './register.js';
import { generateCopy, teacherForcedCopy } from './run.js';
import { windowMachine } from './window.js';

const models: Gssm<unknown>[] = [constantMachine(3, 2), randomAutomaton(2, 5, 1), randomAutomaton(3, 1, 1)];
for (const [alphabetSize, longest] of [
  [2, 4],
  [3, 3],
  [5, 2],
] as const) {
  for (const length of [1, longest]) {
    for (let kept = 0; kept <= length + 1; kept++) {
      if (kept <= length) models.push(registerMachine(alphabetSize, length, kept));
      models.push(prefixMachine(alphabetSize, length, kept), windowMachine(alphabetSize, length, kept));
    }
  }
}

describe.each(models.map((machine) => [`${machine.name} over ${machine.alphabetSize} letters`, machine] as const))(
  'the state of %s',
  (_, machine) => {
    const { alphabetSize } = machine;
    const tokens = Array.from({ length: alphabetSize + 2 }, (_, token) => token);

    it('is one of exactly |S|, each written differently and read back as itself', () => {
      const keys = everyState(machine).map((state) => keyOf(machine, state));
      expect(BigInt(new Set(keys).size)).toBe(machine.states);
      expect(keys).toEqual(everyState(machine).map((state) => keyOf(machine, machine.decode(machine.encode(state)))));
    });

    it('takes the least whole number of bits that tell |S| states apart, and no number past |S| is a state', () => {
      expect(2n ** BigInt(machine.serialisedBits)).toBeGreaterThanOrEqual(machine.states);
      if (machine.states > 1n) expect(2n ** BigInt(machine.serialisedBits - 1)).toBeLessThan(machine.states);
      const bytes = Math.ceil(machine.serialisedBits / 8);
      for (const state of everyState(machine)) expect(machine.encode(state)).toHaveLength(bytes);
      for (let number = Number(machine.states); number < 256 ** bytes && bytes === 1; number++) {
        expect(() => machine.decode(Uint8Array.of(number))).toThrow(RangeError);
      }
      expect(() => machine.decode(new Uint8Array(bytes + 1))).toThrow(RangeError);
    });

    it('leads to the same next states and outputs when it is written out and read back', () => {
      for (const state of everyState(machine)) {
        const copy = machine.decode(machine.encode(state));
        expect(machine.output(copy)).toBe(machine.output(state));
        for (const token of tokens) {
          expect(keyOf(machine, machine.update(copy, token))).toBe(keyOf(machine, machine.update(state, token)));
        }
      }
    });

    it('stays what it was when it is updated', () => {
      for (const state of everyState(machine)) {
        const before = keyOf(machine, state);
        for (const token of tokens) {
          for (const next of tokens) machine.update(machine.update(state, token), next);
        }
        expect(keyOf(machine, state)).toBe(before);
      }
    });

    it('is all that is remembered: a machine that keeps nothing but bytes says the same', () => {
      for (const x of stringsOf(alphabetSize, 3)) {
        expect(generateCopy(serialised(machine), x)).toEqual(generateCopy(machine, x));
        expect(teacherForcedCopy(serialised(machine), x)).toEqual(teacherForcedCopy(machine, x));
      }
    });

    it.each([-1, 0.5, Number.NaN, alphabetSize + 2])('refuses the token %s', (token) => {
      expect(() => machine.update(machine.start, token)).toThrow(
        new RangeError(
          `token ${token}: a machine reads the letters 0 to ${alphabetSize - 1}, ` +
            `BOS = ${alphabetSize} and COPY = ${alphabetSize + 1}`,
        ),
      );
    });
  },
);

describe('every state that is counted', () => {
  it.each([
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 4],
    [3, 2],
    [3, 3],
    [4, 2],
  ])('is reached by some prompt: D = %i, L = %i, all k', (alphabetSize, length) => {
    for (let kept = 0; kept <= length; kept++) {
      for (const machine of [
        registerMachine(alphabetSize, length, kept),
        prefixMachine(alphabetSize, length, kept),
        windowMachine(alphabetSize, length, kept),
      ] as Gssm<unknown>[]) {
        expect(BigInt(reachableStates(machine, length).size), machine.name).toBe(machine.states);
      }
    }
  });
});
