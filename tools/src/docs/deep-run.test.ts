import type { ClaimResult, RunBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { deepRun, effortOf } from './deep-run.js';
import { verifyFixture } from './results.testing.js';

const { run, claims } = verifyFixture;
const shard = (index: number): RunBlock => ({
  ...run,
  command: `npx verbatim verify --effort deep --seed 1 --shard ${index}/2 --json shard-${index}.json`,
  host: { ...run.host, cpus: 16 },
});
/** Of both shards, whichever takes which: one method is much longer than all else together. */
const long = claims.map((claim, i) =>
  i > 0 ? claim : { ...claim, evidence: claim.evidence.map((e, k) => (k > 0 ? e : { ...e, seconds: 7200 })) },
);

describe('the deep run in words', () => {
  test('has sizes, times, and how one machine made it', () => {
    expect(deepRun(verifyFixture)).toMatchInlineSnapshot(`
      "At deep effort with seed 1: 12 methods and controls; the methods looked at 66,534 cases by exhaustion, 1 by exact
      arithmetic, 4 certificates and 13,809 random draws. The times of all add up to 0.32 s; the longest, \`every-string\` of
      \`lemma-2.4/sharper\`, took 0.04 s.

      Made by \`npx verbatim verify\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64; node 20.20.2,
      @verbatim/cli 0.1.0."
    `);
  });

  test('names the commands and the machine of its shards', () => {
    const merged = {
      ...run,
      command: 'npx verbatim verify --merge shard-1.json shard-2.json',
      shards: [shard(1), shard(2)],
    };
    expect(deepRun({ ...verifyFixture, run: merged, claims: long })).toMatchInlineSnapshot(`
      "At deep effort with seed 1: 12 methods and controls; the methods looked at 66,534 cases by exhaustion, 1 by exact
      arithmetic, 4 certificates and 13,809 random draws. The times of all add up to 2 h; the longest, \`every-string\` of
      \`lemma-2.4/sharper\`, took 2 h, and the longest of 2 shards 2 h.

      Made by \`npx verbatim verify --effort deep --seed 1 --shard 1/2 --json shard-1.json\` and so on, put together by
      \`--merge\`, with seed 1 on 2026-01-02: A processor, 16 cores, 8.0 GiB, linux x64; node 20.20.2, @verbatim/cli 0.1.0."
    `);
  });

  test('says that shards ran on several machines', () => {
    const other = { ...shard(2), host: { ...run.host, cpu: 'Another processor' } };
    const merged = { ...run, shards: [shard(1), other] };
    expect(deepRun({ ...verifyFixture, run: merged }).replaceAll('\n', ' ')).toContain(
      'Other shards ran on 1 other machine.',
    );
  });
});

test('the effort is that of all claims, or an error', () => {
  expect(effortOf(claims)).toBe('deep');
  const [first, ...rest] = claims as [ClaimResult, ...ClaimResult[]];
  expect(() => effortOf([{ ...first, replay: 'npx verbatim verify x --effort quick' }, ...rest])).toThrow(
    'the claims are of the efforts quick, deep; one is accepted',
  );
  expect(() => effortOf([{ ...first, replay: 'npx verbatim verify x' }])).toThrow('efforts none; one is accepted');
});
