import { describe, expect, it } from 'vitest';
import { exhaustiveError } from './exhaustive-error.js';
import { LAST_LETTER } from './machines.testing.js';
import { generateCopy } from './run.js';
import { tableMachine } from './table-machine.js';

describe('a machine from a table', () => {
  it('moves and speaks as the table says', () => {
    const machine = tableMachine(LAST_LETTER);
    expect([...generateCopy(machine, [1, 1, 0])]).toEqual([0, 0, 0]);
    expect([...generateCopy(machine, [0, 0, 1])]).toEqual([1, 1, 1]);
    expect(exhaustiveError(machine, 3)).toEqual({ copied: 2n, total: 8n });
  });

  it('counts all states of the table and stores one in ⌈log2 N⌉ bits', () => {
    const machine = tableMachine({
      ...LAST_LETTER,
      states: 3,
      update: [...LAST_LETTER.update, [0, 0, 0, 0]],
      output: [0, 1, 0],
    });
    expect(machine.states).toBe(3n);
    expect(machine.serialisedBits).toBe(2);
  });

  it('refuses a malformed table', () => {
    expect(() => tableMachine({ ...LAST_LETTER, start: 5 })).toThrow(TypeError);
  });
});
