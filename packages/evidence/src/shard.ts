import { createHash } from 'node:crypto';
import type { Claim } from './claim.js';
import type { Evidence } from './evidence.js';
import { type RunOptions, runUnits } from './run-units.js';
import { type Unit, type UnitName, unitKey, unitsOf } from './units.js';

/** One of `count` parts of a verification; `index` is 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What one method or control found, with its names. */
export interface UnitEvidence extends UnitName {
  readonly evidence: Evidence;
}

/** Decides the order of dealing. By itself the order of a claim list has rhythms, such as every third unit a control. */
function lot(unit: UnitName): string {
  return createHash('sha256').update(unitKey(unit)).digest('hex');
}

function inOrderOfLots(units: readonly Unit[]): Unit[] {
  const lots = new Map(units.map((unit) => [unit, lot(unit)]));
  return units.toSorted((a, b) => (`${lots.get(a)}` < `${lots.get(b)}` ? -1 : 1));
}

/**
 * The methods and controls that a shard runs, in the order of the claims. They are dealt out like cards, first all
 * methods and then all controls, each shuffled by a hash of its names: for any `count` each unit is in exactly one shard,
 * and two shards differ by at most one unit, and by at most one method. What a unit costs is not known beforehand.
 *
 * @throws RangeError when `index` is not a whole number of 1 to `count`.
 * @throws TypeError when two claims have the same id.
 */
export function unitsInShard(claims: readonly Claim[], { index, count }: Shard): Unit[] {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(index) || index < 1 || index > count) {
    throw new RangeError(`shard ${index}/${count}: accepted is i/N with whole numbers 1 <= i <= N`);
  }
  const units = unitsOf(claims);
  const dealt = [
    ...inOrderOfLots(units.filter(({ kind }) => kind === 'method')),
    ...inOrderOfLots(units.filter(({ kind }) => kind === 'control')),
  ];
  const mine = new Set(dealt.filter((_, place) => place % count === index - 1));
  return units.filter((unit) => mine.has(unit));
}

/**
 * Runs the methods and controls of one shard; `mergeShards` makes results of the evidence of all of them. Otherwise as
 * `verifyClaims`, and it throws what that throws.
 *
 * @throws RangeError when `index` is not a whole number of 1 to `count`.
 */
export async function verifyShard(
  claims: readonly Claim[],
  shard: Shard,
  options: RunOptions,
): Promise<UnitEvidence[]> {
  const units = unitsInShard(claims, shard);
  const found = await runUnits(units, options);
  return units.map((unit) => {
    const { claim, kind, name } = unit;
    return { claim, kind, name, evidence: found.get(unitKey(unit)) as Evidence };
  });
}
