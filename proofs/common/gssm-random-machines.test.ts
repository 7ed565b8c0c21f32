import { exhaustiveError, registerMachine, tableMachine } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { errorAboveBound, errorAtLeastBound } from './gssm-copy-count.js';
import { type OnRandomMachines, randomAutomata, registerNeighbours, registerTable } from './gssm-random-machines.js';

const run = (method: ReturnType<typeof randomAutomata>) =>
  method.run({ effort: 'quick', seed: 1, progress: () => {}, signal: new AbortController().signal });

describe('a register written out as a table', () => {
  it.each([
    [2, 5, 0],
    [2, 5, 3],
    [3, 4, 2],
    [5, 2, 2],
    [2, 9, 9],
  ])('has the states of the register and copies the same strings: D = %i, L = %i, k = %i', (D, L, k) => {
    const table = tableMachine(registerTable(D, L, k));
    expect(table.states).toBe(registerMachine(D, L, k).states);
    expect(exhaustiveError(table, L)).toEqual(exhaustiveError(registerMachine(D, L, k), L));
  });
});

describe('machines drawn at random', () => {
  const seen: string[] = [];
  const anyMachine: OnRandomMachines = {
    mostStates: (strings) => strings,
    statement: errorAtLeastBound,
    change: (drawn) => {
      seen.push(`${drawn.machine.name} of ${drawn.machine.states} states`);
      return drawn;
    },
  };

  it('are near registers, and at them, with the entries that were redrawn in their name', async () => {
    seen.length = 0;
    expect((await run(registerNeighbours(anyMachine))).supports).toBe('holds');
    expect(seen.filter((name) => name.includes('update[')).length).toBeGreaterThan(100);
    expect(seen.filter((name) => name.includes('output[')).length).toBeGreaterThan(100);
    expect(seen.filter((name) => !name.includes('with')).length).toBeGreaterThan(100);
  });

  it('are seen to meet the bound, so that the strict statement is refuted by both', async () => {
    const strict = { ...anyMachine, statement: errorAboveBound };
    expect((await run(registerNeighbours(strict))).supports).toBe('refuted');
    expect((await run(randomAutomata(strict))).supports).toBe('refuted');
  });

  it('have no more states than they may', async () => {
    seen.length = 0;
    await run(randomAutomata({ ...anyMachine, mostStates: () => 3 }));
    expect(new Set(seen.map((name) => name.split(' of ')[1]))).toEqual(new Set(['1 states', '2 states', '3 states']));
  });
});
