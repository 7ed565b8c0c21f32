import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { constantMachine } from './constant.js';
import { exhaustiveError } from './exhaustive-error.js';
import { stringsOf } from './machines.testing.js';
import { randomAutomaton } from './random-automaton.js';
import { generateCopy } from './run.js';

describe('the error over all strings', () => {
  test.prop([fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), fc.nat()])(
    'is what running the machine on each of them gives',
    (alphabetSize, states, length, seed) => {
      const machine = randomAutomaton(alphabetSize, states, seed);
      const all = [...stringsOf(alphabetSize, length)];
      const copied = all.filter((x) => generateCopy(machine, x).every((letter, i) => letter === x[i]));
      expect(exhaustiveError(machine, length)).toEqual({ copied: BigInt(copied.length), total: BigInt(all.length) });
    },
  );

  it.each([0, -2, 1.5])('refuses strings of %s letters', (length) => {
    expect(() => exhaustiveError(constantMachine(2), length)).toThrow(
      new RangeError(`string length L = ${length}: accepted is an integer of at least 1`),
    );
  });
});
