import { describe, expect, it } from 'vitest';
import { cycleMachine } from './cycle-machine.js';
import { exhaustiveError } from './exhaustive-error.js';
import { generateCopy } from './run.js';
import { parseTable } from './table.js';
import { tableMachine } from './table-machine.js';
import { windowCycle } from './window-cycle.js';

describe('a machine for every number of states', () => {
  it.each([
    [2, 6],
    [3, 4],
    [4, 3],
    [5, 2],
    [6, 2],
  ])('copies as many strings as it has states: D = %i, L up to %i', (alphabetSize, longest) => {
    for (let length = 1; length <= longest; length++) {
      for (let states = 1; states <= alphabetSize ** length; states++) {
        const machine = tableMachine(cycleMachine(alphabetSize, length, states));
        const { copied } = exhaustiveError(machine, length);
        if (machine.states !== BigInt(states) || copied !== BigInt(states)) {
          expect.fail(`D = ${alphabetSize}, L = ${length}, s = ${states}: copies ${copied}`);
        }
      }
    }
  });

  it('copies what is read off its cycle, also when the cycle is shorter than the string', () => {
    for (const [alphabetSize, length, states] of [
      [2, 50, 37],
      [3, 9, 5],
      [26, 300, 1000],
    ]) {
      const machine = tableMachine(cycleMachine(alphabetSize, length, states));
      const cycle = windowCycle(alphabetSize, states);
      for (let place = 0; place < states; place++) {
        const x = Uint32Array.from({ length }, (_, i) => cycle[(place + i) % states]);
        expect(generateCopy(machine, x)).toEqual(x);
      }
    }
  });

  it('is a table as a user would write one', () => {
    const table = cycleMachine(3, 4, 20);
    expect(parseTable(JSON.parse(JSON.stringify(table)))).toEqual(table);
  });

  it('is refused with more states than strings, and where the table would be too large', () => {
    for (const states of [0, 9, 1.5]) {
      expect(() => cycleMachine(2, 3, states)).toThrow(/accepted is 1 to D\^L/);
    }
    expect(() => cycleMachine(256, 4, 2 ** 21)).toThrow(/accepted are 268435456 in all/);
  });
});
