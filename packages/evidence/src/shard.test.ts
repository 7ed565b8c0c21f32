import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from './interrupted.js';
import { unitsInShard, verifyShard } from './shard.js';
import { belowTen, withoutSeconds } from './small-claims.testing.js';
import { unitKey, unitsOf } from './units.js';

const claims = [belowTen('a', 10, 3), belowTen('b', 5), belowTen('c/d', 12, 6), belowTen('e', 7, 2)];
const everyKey = unitsOf(claims).map(unitKey);
const shardsOf = (of: typeof claims, count: number) =>
  Array.from({ length: count }, (_, i) => unitsInShard(of, { index: i + 1, count }));

describe('unitsInShard', () => {
  it('has each unit in exactly one shard, in the order of the claims, for any number of shards', () => {
    fc.assert(
      fc.property(fc.subarray(claims), fc.integer({ min: 1, max: 60 }), (some, count) => {
        const keys = unitsOf(some).map(unitKey);
        const shards = shardsOf(some, count).map((units) => units.map(unitKey));
        expect(shards.flat().sort()).toEqual(keys.toSorted());
        for (const shard of shards) expect(shard).toEqual(keys.filter((key) => shard.includes(key)));
      }),
    );
  });

  it('has shards that differ by at most one unit, and by at most one method', () => {
    for (let count = 1; count <= 40; count++) {
      const shards = shardsOf(claims, count);
      for (const sizes of [
        shards.map((units) => units.length),
        shards.map((units) => units.filter(({ kind }) => kind === 'method').length),
      ]) {
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('has no units where there are more shards than units', () => {
    const shards = shardsOf(claims, everyKey.length + 1);
    expect(shards.filter((units) => units.length === 0)).toHaveLength(1);
  });

  it.each([
    [0, 3],
    [4, 3],
    [1.5, 3],
    [1, 0],
    [1, Number.NaN],
  ])('refuses shard %d of %d', (index, count) => {
    expect(() => unitsInShard(claims, { index, count })).toThrow(
      `shard ${index}/${count}: accepted is i/N with whole numbers 1 <= i <= N`,
    );
  });
});

describe('verifyShard', () => {
  const options = { effort: 'quick', seed: 3 } as const;

  it('runs its units and no other', async () => {
    const seen = new Set<string>();
    const units = await verifyShard(
      claims,
      { index: 2, count: 3 },
      { ...options, onProgress: (p) => seen.add(unitKey(p)) },
    );
    expect(units.map(unitKey)).toEqual(unitsInShard(claims, { index: 2, count: 3 }).map(unitKey));
    expect([...seen]).toEqual(units.map(unitKey));
  });

  it('draws the same in every split, and otherwise for another seed', async () => {
    const rateOfB = async (count: number, seed: number) => {
      for (let index = 1; index <= count; index++) {
        const units = await verifyShard(claims, { index, count }, { ...options, seed });
        const rate = units.find(({ claim, name }) => claim === 'b' && name === 'rate');
        if (rate !== undefined) return withoutSeconds(rate);
      }
      return undefined;
    };
    const whole = await rateOfB(1, 3);
    expect(whole).toMatchObject({ evidence: { method: 'sampled', cases: '200' } });
    for (const count of [2, 5, 40]) expect(await rateOfB(count, 3)).toEqual(whole);
    expect(await rateOfB(1, 4)).not.toEqual(whole);
  });

  it('is interrupted by its signal', async () => {
    const run = verifyShard(claims, { index: 1, count: 2 }, { ...options, signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow(InterruptedError);
  });
});
