import { type Claim, claimsDigest, type Effort, type RunBlock, type ShardedWhole } from '@verbatim/evidence';
import { commandLine } from '../command-line.js';
import type { JsonTarget } from '../output/json-target.js';
import { checkerVersions } from '../version.js';

/** What is to be verified, and where the result goes. */
export interface Verification {
  readonly claims: readonly Claim[];
  readonly effort: Effort;
  readonly seed: number;
  readonly target: JsonTarget | undefined;
  readonly run: RunBlock;
}

/** The options that decide about every draw. */
export function drawnFrom(effort: Effort, seed: number): string[] {
  return ['--effort', effort, '--seed', String(seed)];
}

/** The command that verifies one claim again. */
export function replayCommand({ effort, seed }: Pick<Verification, 'effort' | 'seed'>, id: string): string {
  return commandLine(['verify', id, ...drawnFrom(effort, seed)]);
}

/** All that decides what comes out: evidence may be kept and put together where it is the same. */
export function decidedBy({ effort, seed, claims, run }: Omit<Verification, 'target'>): ShardedWhole {
  return {
    effort,
    seed,
    claims: claims.map(({ id }) => id),
    definitions: claimsDigest(claims),
    versions: { ...run.versions, ...checkerVersions() },
  };
}
