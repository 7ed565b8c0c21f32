import { Pacer } from '@verbatim/evidence';
import { searchAllMachines } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { bestCopier } from './best-copier.js';
import { UPDATE_FAMILIES } from './update-families.js';

const pacer = () => new Pacer({ progress: () => {}, signal: new AbortController().signal });

describe('the search of a family', () => {
  it.each([
    [2, 2, 2],
    [2, 3, 2],
    [2, 3, 3],
    [3, 2, 2],
  ])('finds with any update what the search over all machines finds: D = %i, N = %i, L = %i', async (D, N, L) => {
    const { copied } = await bestCopier(UPDATE_FAMILIES.any, D, N, L, pacer());
    expect(BigInt(copied)).toBe(searchAllMachines(D, N, L).best);
  });

  it('gives a machine of the family', async () => {
    const columns = async (family: keyof typeof UPDATE_FAMILIES, states: number) => {
      const { table } = await bestCopier(UPDATE_FAMILIES[family], 2, states, 3, pacer());
      return [0, 1, 3].map((token) => table.update.map((row) => row[token]!));
    };
    for (const column of await columns('permutation', 4)) expect([...column].sort()).toEqual([0, 1, 2, 3]);
    for (const column of await columns('monotone', 4)) expect(column).toEqual([...column].sort());
    // s → a·s + b modulo 5: equal steps, the same for all tokens.
    const steps = (await columns('oneMatrix', 5)).map((column) =>
      column.map((to, s) => (column[(s + 1) % 5]! - to + 5) % 5),
    );
    expect(new Set(steps.flat()).size).toBe(1);
  });
});

describe('the maps of a family', () => {
  const count = (family: keyof typeof UPDATE_FAMILIES, states: number) =>
    [...UPDATE_FAMILIES[family].letterMaps(1 as number, states)].length;

  it('are all there', () => {
    expect(count('any', 3)).toBe(27);
    expect(count('permutation', 4)).toBe(24);
    expect(count('monotone', 4)).toBe(35); // C(7, 4)
    expect(count('affine', 4)).toBe(16 * 4);
    expect(count('oneMatrix', 9)).toBe(81 * 9);
    expect([2, 3, 4, 5, 6, 7, 8, 9, 10].filter((states) => UPDATE_FAMILIES.affine.exists(states))).toEqual([
      2, 3, 4, 5, 7, 8, 9,
    ]);
  });
});
