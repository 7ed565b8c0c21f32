import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from './claim.js';
import type { Verdict } from './evidence.js';
import { resultOf } from './result-of.js';
import { type UnitEvidence, unitsInShard } from './shard.js';
import { shardExitCode } from './shard-exit-code.js';
import { belowTen } from './small-claims.testing.js';
import { unitKey, unitsOf } from './units.js';
import { exitCode } from './verdict.js';

const holds = belowTen('holds', 10);
const refuted = belowTen('refuted', 5);

function unit(claim: Claim, kind: 'method' | 'control', name: string, supports: Verdict): UnitEvidence {
  const evidence = { method: 'exact', domain: 'd', cases: '1', failures: '0', seconds: 0, supports } as const;
  return { claim: claim.id, kind, name, evidence };
}

describe('shardExitCode', () => {
  it.each<[string, UnitEvidence[], 0 | 1 | 3]>([
    ['nothing was run', [], 0],
    ['a method supports its claim', [unit(holds, 'method', 'all-0', 'holds')], 0],
    ['a method refutes a claim that should hold', [unit(holds, 'method', 'rate', 'refuted')], 1],
    ['a method is undecided', [unit(holds, 'method', 'rate', 'undecided')], 3],
    ['a control is caught', [unit(holds, 'control', 'all-0', 'refuted')], 0],
    ['a control is not caught', [unit(holds, 'control', 'all-0', 'holds')], 3],
    ['a method refutes as expected', [unit(refuted, 'method', 'rate', 'refuted')], 0],
    ['a method does not refute, and another may', [unit(refuted, 'method', 'rate', 'holds')], 0],
    [
      'no method refutes, and all have run',
      [unit(refuted, 'method', 'rate', 'holds'), unit(refuted, 'method', 'all-0', 'holds')],
      1,
    ],
    ['a control of a refuted claim is not caught', [unit(refuted, 'control', 'all-0', 'refuted')], 3],
  ])('when %s', (_, units, code) => {
    expect(shardExitCode([holds, refuted], units)).toBe(code);
  });

  it('is not 0 only where the merged result has no 0 either, and finds all that is amiss with a claim that should hold', () => {
    const claims = [belowTen('a', 10, 2), belowTen('b', 5, 2)];
    const units = unitsOf(claims);
    const outcome = fc.constantFrom<Verdict[]>('holds', 'refuted', 'undecided');
    const outcomes = fc.array(outcome, { minLength: units.length, maxLength: units.length });
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 12 }), (supports, count) => {
        const all = new Map(
          units.map(({ claim, kind, name }, i) => {
            const of = claims.find(({ id }) => id === claim) as Claim;
            return [unitKey({ claim, kind, name }), unit(of, kind, name, supports[i])];
          }),
        );
        const evidence = new Map([...all].map(([key, value]) => [key, value.evidence]));
        const codesOf = (some: Claim[]) =>
          Array.from({ length: count }, (_, i) => {
            const mine = unitsInShard(some, { index: i + 1, count }).map((u) => all.get(unitKey(u)) as UnitEvidence);
            return shardExitCode(some, mine);
          });
        const whole = (some: Claim[]) => exitCode(some.map((claim) => resultOf(claim, evidence, '')));
        if (codesOf(claims).some((code) => code !== 0)) expect(whole(claims)).not.toBe(0);
        expect(codesOf([claims[0]]).some((code) => code !== 0)).toBe(whole([claims[0]]) !== 0);
        if (count === 1) expect(codesOf(claims)).toEqual([whole(claims)]);
      }),
      { numRuns: 500 },
    );
  });
});
