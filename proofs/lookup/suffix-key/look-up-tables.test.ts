import { fc, test } from '@fast-check/vitest';
import { stringsOf } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { distinctTables, inConflict, type LookUpTable, lookUpTable, statesNeeded } from './look-up-tables.js';

/** The least number of groups by trying every grouping. */
function byTrying(tables: readonly LookUpTable[]): number {
  let best = tables.length;
  const place = (placed: number, groups: LookUpTable[][]): void => {
    if (groups.length >= best) return;
    if (placed === tables.length) {
      best = groups.length;
      return;
    }
    const table = tables[placed]!;
    groups.forEach((group, i) => {
      if (group.some((other) => inConflict(table, other))) return;
      place(placed + 1, groups.with(i, [...group, table]));
    });
    place(placed + 1, [...groups, [table]]);
  };
  place(0, []);
  return best;
}

describe('the look-up table of a string', () => {
  it('has the keys that occur once, with the letters behind them', () => {
    expect([...lookUpTable([0, 1, 0, 2], 1, 1)]).toEqual([['1', '0']]);
    expect([...lookUpTable([0, 1, 2, 2], 2, 1)]).toEqual([
      ['0,1', '2'],
      ['1,2', '2'],
    ]);
  });

  it('conflicts with another that answers a key otherwise', () => {
    const table = (x: number[]) => lookUpTable(x, 1, 1);
    expect(inConflict(table([0, 1, 2]), table([0, 2, 1]))).toBe(true);
    expect(inConflict(table([0, 1, 2]), table([2, 0, 1]))).toBe(false);
    expect(inConflict(table([0, 1]), table([1, 0]))).toBe(false);
  });
});

describe('the states that tables need', () => {
  it.each([
    [2, 2, 1, 4],
    [3, 1, 1, 3],
    [2, 1, 2, 4],
  ])('are as few as any grouping has: D = %i, n = %i, k = %i, L = %i', (D, n, k, length) => {
    const tables = distinctTables([...stringsOf(D, length)].map((x) => lookUpTable(x, n, k)));
    const found = byTrying(tables);
    expect(statesNeeded(tables)).toEqual({ least: found, most: found });
  });

  test.prop([
    fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('0', '1', '2')), {
      minLength: 1,
      maxLength: 9,
    }),
  ])('are as few as any grouping of random tables has', (entries) => {
    const tables = distinctTables(entries.map((entry) => new Map(Object.entries(entry))));
    const found = byTrying(tables);
    expect(statesNeeded(tables)).toEqual({ least: found, most: found });
  });

  it('are bounded when there is no time to find them', () => {
    const tables = distinctTables([...stringsOf(3, 4)].map((x) => lookUpTable(x, 1, 1)));
    const { least, most } = statesNeeded(tables, 0);
    expect(least).toBeLessThanOrEqual(most);
  });
});
