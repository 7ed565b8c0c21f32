import { cycleMachine, letterError, tableMachine } from '@verbatim/gssm';
import { randomSource } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { FlatMachine } from './flat-machine.js';
import { LETTER_MODES } from './letter-count.js';

describe('a machine that can be changed entry by entry', () => {
  it.each([
    [2, 3, 5],
    [3, 7, 3],
  ])('has the wrong letters of its table, whatever is changed: D = %i, N = %i, L = %i', (D, states, length) => {
    const random = randomSource(1);
    const draw = (values: number) => random.integer(0, values - 1);
    for (const machine of [FlatMachine.random(D, states, draw), FlatMachine.of(cycleMachine(D, length, states))]) {
      for (let step = 0; step < 20; step++) {
        const entry = draw(machine.entries.length);
        machine.entries[entry] = draw(machine.valuesOf(entry));
        for (const mode of LETTER_MODES) {
          const { wrong } = letterError(tableMachine(machine.table()), length, mode);
          expect(BigInt(machine.wrongLetters(length, mode))).toBe(wrong);
        }
      }
    }
  });

  it('keeps the machine that it is made of', () => {
    const table = cycleMachine(3, 4, 11);
    expect(FlatMachine.of(table).table()).toEqual(table);
  });
});
