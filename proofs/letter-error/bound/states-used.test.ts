import { linearSsmRegister, registerMachine, tableMachine } from '@verbatim/gssm';
import { expect, it } from 'vitest';
import { statesAtCopy } from '../../common/gssm-state-at-copy.js';
import { drawnWeights, memberModels, writtenModels } from './family-models.js';
import { statesUsed } from './states-used.js';
import { roundedOnlyWhenWritten } from './uncounted-memory.js';

it('are D^k of a register, and of one with written-down weights', () => {
  for (const kept of [1, 2, 3]) {
    expect(statesUsed(registerMachine(3, 3, kept), 3)).toBe(3n ** BigInt(kept));
    expect(statesUsed(linearSsmRegister(3, 3, kept), 3)).toBe(3n ** BigInt(kept));
  }
});

it('are fewer than there are where strings meet', () => {
  // Three states: COPY tells whether the last letter was 1, and the third is never left by it.
  const update = [0, 1, 2].map((state) => [0, 1, state, Math.min(state, 1)]);
  const machine = tableMachine({ alphabet: 2, states: 3, start: 2, update, output: [0, 1, 0] });
  expect(statesUsed(machine, 4)).toBe(2n);
});

it('are as many as a count that does not share prefixes finds', () => {
  for (const [, machine] of writtenModels({ alphabetSize: 3, length: 3 })) {
    expect(statesUsed(machine, 3)).toBe(BigInt(statesAtCopy({ machine, length: 3 }).distinct));
  }
  for (const model of memberModels(['wide'], ['fixed2.0', 'int4'])) {
    const full = { ...model, alphabetSize: 2 };
    const machine = roundedOnlyWhenWritten(full, drawnWeights(full, 1, 8));
    expect(statesUsed(machine, 4)).toBe(BigInt(statesAtCopy({ machine, length: 4 }).distinct));
  }
});
