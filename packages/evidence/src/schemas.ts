import * as z from 'zod';
import type { ClaimResult } from './claim-result.js';
import type { Evidence } from './evidence.js';
import type { Json } from './json.js';
import type { RunBlock } from './run-block.js';

/** The `schema` of a file that {@link verifyResultSchema} describes. */
export const VERIFY_SCHEMA = 'verbatim.verify/1';

/** What a verifying command writes: the run, and one result a claim. */
export interface VerifyResult {
  readonly schema: typeof VERIFY_SCHEMA;
  readonly run: RunBlock;
  readonly claims: readonly ClaimResult[];
}

const json: z.ZodType<Json> = z.json();
const verdict = z.enum(['holds', 'refuted', 'undecided']);
const decimal = z.string().regex(/^(?:0|[1-9][0-9]*)$/, 'must be a decimal integer');

const evidenceShape = {
  method: z.enum(['exhaustion', 'exact', 'certificate', 'sampled']),
  domain: z.string().min(1),
  cases: decimal,
  failures: decimal,
  bound: z.number().min(0).max(1).exactOptional(),
  confidence: z.number().gt(0).lt(1).exactOptional(),
  boundKind: z.enum(['fixed-draws', 'anytime']).exactOptional(),
  counterexample: z.object({ case: json, explanation: z.string() }).exactOptional(),
  numbers: z.union([z.array(json), z.record(z.string(), json)]).exactOptional(),
  seed: z.int().exactOptional(),
  seconds: z.number().min(0),
  supports: verdict,
};

/** Accepts {@link Evidence} that JSON can hold without loss: in particular no NaN and no infinity anywhere. */
export const evidenceSchema: z.ZodType<Evidence> = z.object(evidenceShape);

const runShape = {
  command: z.string(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  host: z.object({
    platform: z.string(),
    arch: z.string(),
    cpus: z.int(),
    cpu: z.string(),
    memory: z.number(),
  }),
  device: z.string().nullable(),
  started: z.iso.datetime(),
};

/** Accepts a {@link RunBlock}. */
export const runBlockSchema: z.ZodType<RunBlock> = z.object({
  ...runShape,
  shards: z.array(z.object(runShape)).exactOptional(),
});

/** Accepts a {@link ClaimResult}. */
export const claimResultSchema: z.ZodType<ClaimResult> = z.object({
  id: z.string(),
  statement: z.string(),
  source: z.string(),
  expected: z.enum(['holds', 'refuted']),
  verdict,
  evidence: z.array(z.object({ name: z.string(), ...evidenceShape })).min(1),
  controls: z
    .array(
      z.object({
        name: z.string(),
        breaks: z.string(),
        expect: z.enum(['refuted', 'holds']),
        caught: z.boolean(),
        evidence: evidenceSchema,
      }),
    )
    .min(1),
  replay: z.string(),
});

/** Accepts a {@link VerifyResult}, such as one read from a file. */
export const verifyResultSchema: z.ZodType<VerifyResult> = z.object({
  schema: z.literal(VERIFY_SCHEMA),
  run: runBlockSchema,
  claims: z.array(claimResultSchema),
});
