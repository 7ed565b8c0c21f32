import * as z from 'zod';
import { EFFORTS, type Effort } from './evidence.js';
import type { RunBlock } from './run-block.js';
import { evidenceSchema, runBlockSchema } from './schemas.js';
import type { Shard, UnitEvidence } from './shard.js';

/** The `schema` of a file that {@link shardResultSchema} describes. */
export const SHARD_SCHEMA = 'verbatim.verify-shard/1';

/** What all shards of a verification have in common: what it is about, and all that decides its results. */
export type ShardedWhole = {
  readonly effort: Effort;
  readonly seed: number;
  /** The ids of all claims, not those of this shard alone. */
  readonly claims: readonly string[];
  /** Their `claimsDigest`. */
  readonly definitions: string;
  /** Versions by name, of what decides the results. */
  readonly versions: { readonly [name: string]: string };
};

/** What a verifying command writes for a shard. It has no verdicts: a claim's methods are in several shards. */
export interface ShardResult {
  readonly schema: typeof SHARD_SCHEMA;
  readonly run: RunBlock;
  readonly shard: Shard;
  readonly whole: ShardedWhole;
  readonly units: readonly UnitEvidence[];
}

const count = z.int().min(1);

/** Accepts a {@link ShardResult}, such as one read from a file. */
export const shardResultSchema: z.ZodType<ShardResult> = z.object({
  schema: z.literal(SHARD_SCHEMA),
  run: runBlockSchema,
  shard: z.object({ index: count, count }).refine((shard) => shard.index <= shard.count, 'index must be at most count'),
  whole: z.object({
    effort: z.enum(EFFORTS),
    seed: z.int(),
    claims: z.array(z.string()),
    definitions: z.string(),
    versions: z.record(z.string(), z.string()),
  }),
  units: z.array(
    z.object({ claim: z.string(), kind: z.enum(['method', 'control']), name: z.string(), evidence: evidenceSchema }),
  ),
});
