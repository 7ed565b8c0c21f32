import { runBlockSchema } from '@verbatim/evidence';
import type { PositionInspection } from '@verbatim/transformer';
import * as z from 'zod';
import { dimensionsSchema } from '../dimensions-schema.js';
import { FORMAT_NAMES } from './formats.js';
import type { ListedMatrix } from './weights.js';

/** The `schema` of what `verbatim inspect --json` writes. */
export const INSPECT_SCHEMA = 'verbatim.inspect/1';

const count = z.int().min(0);
const decimal = z.string().regex(/^[1-9][0-9]*$/);
const vector = z.array(z.number());
/** Null where it is beyond all doubles. */
const bound = z.number().nullable();

const weightSchema: z.ZodType<ListedMatrix> = z.strictObject({
  name: z.string(),
  shape: z.tuple([count, count]),
  nonZero: count,
  entries: z.array(z.tuple([count, count, z.number()])).nullable(),
});

/** A string without a conflicting repeat that is not copied: its length, its letters, and the first wrong position. */
const failureSchema = z.strictObject({ length: z.int().min(1), letters: z.array(count), firstMismatch: count });

const certificateSchema = z.strictObject({
  arithmetic: z.enum(FORMAT_NAMES),
  certified: z.boolean(),
  significandBits: count,
  softmaxScale: count,
  gateError: bound,
  scoreError: bound,
  scoreMargin: bound,
  wrongShare: bound,
  logitMargin: bound,
  logitError: bound,
  reason: z.string().nullable(),
  visiblePositions: decimal,
  largestCertifiedLength: decimal.nullable(),
  /** Why one letter more is not certified. */
  reasonPast: z.string(),
  /** Strings of the largest certified length that were run, or null: none is certified, or one alone takes too long. */
  atBound: z
    .strictObject({
      /** Whether these are all without a conflicting repeat. */
      every: z.boolean(),
      strings: count,
      failure: failureSchema.nullable(),
    })
    .nullable(),
  /** Strings that are longer, of each length up to `upTo`; it is null where one alone takes too long. */
  past: z.strictObject({ upTo: count.nullable(), strings: count, failure: failureSchema.nullable() }),
});

const positionSchema: z.ZodType<PositionInspection> = z.strictObject({
  position: count,
  token: count,
  windowMeans: z.array(vector),
  recoveredTokens: z.array(vector),
  startCounts: vector,
  gates: z.array(vector),
  query: vector,
  key: vector,
  value: vector,
  scores: vector,
  right: z.array(z.boolean()),
  attention: vector,
  margin: z.number().nullable(),
  logits: vector,
  prediction: count,
  expected: count.nullable(),
});

/** Accepts what `verbatim inspect --json` writes. Fields that do not apply are null. */
export const inspectResultSchema = z.strictObject({
  schema: z.literal(INSPECT_SCHEMA),
  run: runBlockSchema,
  alphabetSize: z.int().min(2),
  ngram: z.int().min(1),
  /** L in decimal digits; null for the theorem's fixed T. */
  maxLength: decimal.nullable(),
  softmaxBase: z.number(),
  /** B. */
  softmaxScale: count,
  dimensions: dimensionsSchema,
  weights: z.array(weightSchema),
  /** The file that --weights wrote. */
  weightsFile: z.string().nullable(),
  certificates: z.array(certificateSchema),
  /** The string: its length, what it was computed in, and what every position shows. */
  length: z.int().min(1).nullable(),
  arithmetic: z.literal('f64').nullable(),
  positions: z.array(positionSchema).nullable(),
});

/** What `verbatim inspect --json` writes. */
export type InspectResult = z.infer<typeof inspectResultSchema>;
