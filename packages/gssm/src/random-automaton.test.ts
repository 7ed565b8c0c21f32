import { describe, expect, it } from 'vitest';
import type { Gssm } from './gssm.js';
import { everyState } from './machines.testing.js';
import { randomAutomaton } from './random-automaton.js';

function behaviour(machine: Gssm<number>): unknown {
  const tokens = Array.from({ length: machine.alphabetSize + 2 }, (_, token) => token);
  return everyState(machine).map((state) => [
    machine.output(state),
    tokens.map((token) => machine.update(state, token)),
  ]);
}

describe('a random automaton', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(behaviour(randomAutomaton(3, 50, 7))).toEqual(behaviour(randomAutomaton(3, 50, 7)));
    expect(behaviour(randomAutomaton(3, 50, 7))).not.toEqual(behaviour(randomAutomaton(3, 50, 8)));
  });

  it.each([0, -1, 1.5])('refuses %s states', (states) => {
    expect(() => randomAutomaton(2, states, 1)).toThrow(
      new RangeError(`random automaton of ${states} states: accepted is an integer of at least 1`),
    );
  });
});
