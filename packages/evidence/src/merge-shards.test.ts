import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from './claim.js';
import { claimsDigest } from './claims-digest.js';
import { mergeShards, type NamedShard, ShardMismatchError } from './merge-shards.js';
import { runBlock } from './run-block.js';
import { verifyShard } from './shard.js';
import { SHARD_SCHEMA, type ShardResult, shardResultSchema } from './shard-schema.js';
import { belowTen, withoutSeconds } from './small-claims.testing.js';
import { verifyClaims } from './verify-claims.js';

const claims = [belowTen('a', 10, 2), belowTen('b', 5), belowTen('c', 9)];
const replay = (id: string) => `check ${id}`;
const run = runBlock({ command: 'check', seed: 3, versions: {} });

async function shardsOf(of: readonly Claim[], count: number, seed = 3): Promise<NamedShard[]> {
  const whole = {
    effort: 'quick',
    seed,
    claims: of.map(({ id }) => id),
    definitions: claimsDigest(of),
    versions: { check: '1.0.0' },
  } as const;
  const shards: NamedShard[] = [];
  for (let index = 1; index <= count; index++) {
    const shard = { index, count };
    const units = await verifyShard(of, shard, whole);
    const result: ShardResult = { schema: SHARD_SCHEMA, run, shard, whole, units };
    shards.push({ from: `${index}.json`, result: shardResultSchema.parse(JSON.parse(JSON.stringify(result))) });
  }
  return shards;
}

/** The shards with one of them changed. */
function changed(shards: readonly NamedShard[], at: number, change: (result: ShardResult) => object): NamedShard[] {
  return shards.map((shard, i) =>
    i === at ? { ...shard, result: { ...shard.result, ...change(shard.result) } } : shard,
  );
}

describe('mergeShards', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'makes of %d shards the JSON of a run in one piece, but for seconds',
    async (count) => {
      const whole = await verifyClaims(claims, { effort: 'quick', seed: 3, replay });
      const merged = mergeShards(claims, await shardsOf(claims, count), replay);
      expect(JSON.stringify(withoutSeconds(merged))).toBe(JSON.stringify(withoutSeconds(whole)));
      expect(whole.map(({ verdict }) => verdict)).toEqual(['holds', 'refuted', 'refuted']);
    },
  );

  it('does so for any claims, any number of shards, any order and any seed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(claims, { minLength: 1 }),
        fc
          .integer({ min: 1, max: 20 })
          .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count })),
        fc.integer({ min: 0, max: 2 ** 31 }),
        async (some, order, seed) => {
          const whole = await verifyClaims(some, { effort: 'quick', seed, replay });
          const shards = await shardsOf(some, order.length, seed);
          const merged = mergeShards(
            some,
            order.map((i) => shards[i]),
            replay,
          );
          expect(withoutSeconds(merged)).toEqual(withoutSeconds(whole));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the seconds that the shards measured', async () => {
    const shards = changed(await shardsOf(claims, 2), 0, ({ units }) => ({
      units: units.map((unit) => ({ ...unit, evidence: { ...unit.evidence, seconds: 1000 } })),
    }));
    const seconds = mergeShards(claims, shards, replay).flatMap(({ evidence, controls }) => [
      ...evidence.map((part) => part.seconds),
      ...controls.map((part) => part.evidence.seconds),
    ]);
    expect(seconds.filter((s) => s === 1000)).toHaveLength(shards[0].result.units.length);
  });

  it('decides by what the shards found', async () => {
    const shards = changed(await shardsOf(claims, 1), 0, ({ units }) => ({
      units: units.map((unit) =>
        unit.claim === 'a' && unit.name === 'all-1' && unit.kind === 'method'
          ? { ...unit, evidence: { ...unit.evidence, supports: 'refuted' } }
          : unit,
      ),
    }));
    expect(mergeShards(claims, shards, replay)[0].verdict).toBe('refuted');
  });

  const cases: [string, (shards: NamedShard[]) => NamedShard[] | Promise<NamedShard[]>, string | RegExp][] = [
    ['no shard', () => [], 'there is no shard to merge'],
    ['a missing shard', (s) => [s[2], s[0]], 'shard 2/3 is missing'],
    ['two missing shards', (s) => [s[1]], 'shard 1/3 is missing, and 1 more'],
    ['a shard given twice', (s) => [s[0], s[1], { ...s[1], from: 'copy' }, s[2]], '2.json and copy are both shard 2/3'],
    [
      'another seed',
      async (s) => [s[0], (await shardsOf(claims, 3, 4))[1], s[2]],
      '2.json is of another run than 1.json (seed 4, not 3)',
    ],
    [
      'another split',
      async (s) => [s[0], s[1], (await shardsOf(claims, 4))[2]],
      '3.json is of another run than 1.json (count 4, not 3)',
    ],
    [
      'another effort',
      (s) => changed(s, 1, ({ whole }) => ({ whole: { ...whole, effort: 'deep' } })),
      '2.json is of another run than 1.json (effort "deep", not "quick")',
    ],
    [
      'another version',
      (s) => changed(s, 1, ({ whole }) => ({ whole: { ...whole, versions: { check: '2.0.0' } } })),
      '2.json is of another run than 1.json (versions {"check":"2.0.0"}, not {"check":"1.0.0"})',
    ],
    [
      'another definition in one',
      (s) => changed(s, 1, ({ whole }) => ({ whole: { ...whole, definitions: 'f00' } })),
      `2.json is of another run than 1.json (definitions "f00", not "${claimsDigest(claims)}")`,
    ],
    [
      'another definition in all',
      (s) =>
        s.map(({ from, result }) => ({ from, result: { ...result, whole: { ...result.whole, definitions: 'f00' } } })),
      `1.json is of claims that are defined otherwise (definitions f00, not ${claimsDigest(claims)})`,
    ],
    [
      'a missing unit',
      (s) => changed(s, 0, ({ units }) => ({ units: units.slice(1) })),
      /^1\.json misses ".*" of shard 1\/3$/,
    ],
    [
      'a unit given twice',
      (s) => changed(s, 0, ({ units }) => ({ units: [...units, units[0]] })),
      /^1\.json has ".*" twice$/,
    ],
    [
      'a unit of another shard',
      (s) => changed(s, 0, ({ units }) => ({ units: [...units, s[1].result.units[0]] })),
      /^1\.json has ".*", which is not in shard 1\/3$/,
    ],
    [
      'a unit of no claim',
      (s) => changed(s, 0, ({ units }) => ({ units: [...units, { ...units[0], name: 'x\ny' }] })),
      /^1\.json has "\w method x\\ny", which is not in shard 1\/3$/,
    ],
  ];

  it.each(cases)('refuses %s in one line', async (_, make, message) => {
    const shards = await make(await shardsOf(claims, 3));
    const merge = () => mergeShards(claims, shards, replay);
    expect(merge).toThrow(ShardMismatchError);
    expect(merge).toThrow(message);
  });
});

describe('shardResultSchema', () => {
  it.each([
    { shard: { index: 3, count: 2 } },
    { shard: { index: 0, count: 2 } },
    { schema: 'verbatim.verify/1' },
    { units: [{}] },
    { whole: {} },
  ])('refuses %o', async (change) => {
    const [{ result }] = await shardsOf([claims[1]], 1);
    expect(shardResultSchema.parse(result)).toEqual(result);
    expect(shardResultSchema.safeParse({ ...result, ...change }).success).toBe(false);
  });
});
