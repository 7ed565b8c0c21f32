import type { Claim } from './claim.js';
import type { ClaimResult } from './claim-result.js';
import { claimsDigest } from './claims-digest.js';
import type { Evidence } from './evidence.js';
import { headerDifferences } from './header-differences.js';
import { resultOf } from './result-of.js';
import { unitsInShard } from './shard.js';
import type { ShardResult } from './shard-schema.js';
import { unitKey } from './units.js';

/** Shards do not make up one verification. The message is one line that names the shard or the unit. */
export class ShardMismatchError extends Error {
  override readonly name = 'ShardMismatchError';
}

/** A shard and what it is called in messages, such as its file. */
export interface NamedShard {
  readonly from: string;
  readonly result: ShardResult;
}

/**
 * The results that one machine would have had, from all shards of a verification in any order. They differ from those of
 * `verifyClaims` in `seconds` alone, which are what the shards measured.
 *
 * @param claims - those of `whole.claims`, in that order.
 * @throws ShardMismatchError when a shard is of another verification, repeated or missing, when one misses a unit, has it
 * twice or has one that is not its own, or when the claims are defined otherwise.
 */
export function mergeShards(
  claims: readonly Claim[],
  shards: readonly NamedShard[],
  replay: (id: string) => string,
): ClaimResult[] {
  const [first] = shards;
  if (first === undefined) {
    throw new ShardMismatchError('there is no shard to merge');
  }
  const digest = claimsDigest(claims);
  if (first.result.whole.definitions !== digest) {
    throw new ShardMismatchError(
      `${first.from} is of claims that are defined otherwise (definitions ${first.result.whole.definitions}, not ${digest})`,
    );
  }
  assertTogether(first, shards);
  const found = new Map<string, Evidence>();
  for (const shard of shards) {
    for (const [key, evidence] of evidenceOf(claims, shard)) {
      found.set(key, evidence);
    }
  }
  return claims.map((claim) => resultOf(claim, found, replay(claim.id)));
}

/** Every shard is of the same verification and the same split, and each is there once. */
function assertTogether(first: NamedShard, shards: readonly NamedShard[]): void {
  const { count } = first.result.shard;
  const seen = new Map<number, string>();
  for (const { from, result } of shards) {
    const differences = headerDifferences(
      { count: result.shard.count, ...result.whole },
      { count, ...first.result.whole },
    );
    if (differences !== '') {
      throw new ShardMismatchError(`${from} is of another run than ${first.from} (${differences})`);
    }
    const twin = seen.get(result.shard.index);
    if (twin !== undefined) {
      throw new ShardMismatchError(`${twin} and ${from} are both shard ${result.shard.index}/${count}`);
    }
    seen.set(result.shard.index, from);
  }
  if (seen.size < count) {
    let missing = 1;
    while (seen.has(missing)) {
      missing++;
    }
    const others = count - seen.size - 1;
    throw new ShardMismatchError(`shard ${missing}/${count} is missing${others > 0 ? `, and ${others} more` : ''}`);
  }
}

/** The evidence of exactly the units that the shard has to have. */
function evidenceOf(claims: readonly Claim[], { from, result }: NamedShard): ReadonlyMap<string, Evidence> {
  const { index, count } = result.shard;
  const wanted = new Set(unitsInShard(claims, result.shard).map(unitKey));
  const found = new Map<string, Evidence>();
  for (const unit of result.units) {
    const key = unitKey(unit);
    if (!wanted.has(key)) {
      throw new ShardMismatchError(`${from} has ${JSON.stringify(key)}, which is not in shard ${index}/${count}`);
    }
    if (found.has(key)) {
      throw new ShardMismatchError(`${from} has ${JSON.stringify(key)} twice`);
    }
    found.set(key, unit.evidence);
  }
  const missing = [...wanted].find((key) => !found.has(key));
  if (missing !== undefined) {
    throw new ShardMismatchError(`${from} misses ${JSON.stringify(missing)} of shard ${index}/${count}`);
  }
  return found;
}
