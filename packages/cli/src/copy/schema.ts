import { runBlockSchema } from '@verbatim/evidence';
import * as z from 'zod';
import { dimensionsSchema } from '../dimensions-schema.js';
import { ARITHMETICS } from './arithmetic.js';
import { MODES } from './outcome.js';

/** The `schema` of what `verbatim copy --json` writes. */
export const COPY_SCHEMA = 'verbatim.copy/1';

const position = z.int().min(0);

/** Accepts what `verbatim copy --json` writes. Fields that do not apply are null. */
export const copyResultSchema = z.strictObject({
  schema: z.literal(COPY_SCHEMA),
  run: runBlockSchema,
  /** `transformer` or `gssm:NAME`, as it was asked for. */
  model: z.string(),
  /** A GSSM: its name with its parameters, such as `register(k=3)`. */
  machine: z.string().nullable(),
  arithmetic: z.enum(ARITHMETICS).nullable(),
  mode: z.enum(MODES),
  /** D. */
  alphabetSize: z.int().min(2),
  /** L. */
  length: z.int().min(1),
  /** n; null for a GSSM unless --ngram was given. */
  ngram: z.int().min(1).nullable(),
  /** Whether x has the same n letters at two positions. */
  repeatedNgram: z.boolean().nullable(),
  /** Two equal n-grams of x, or of `x COPY` with --stop, that are followed by different tokens. */
  conflictingRepeat: z
    .strictObject({ first: position, second: position, next: z.tuple([position, position]) })
    .nullable(),
  dimensions: dimensionsSchema.nullable(),
  certified: z.boolean().nullable(),
  /** |S| of a GSSM, in decimal digits. */
  states: z
    .string()
    .regex(/^[1-9][0-9]*$/)
    .nullable(),
  /** log2 |S|. */
  stateBits: z.number().min(0).nullable(),
  serialisedBits: z.int().min(0).nullable(),
  /** How the numbers of a GSSM's state are stored; null for one whose states are simply numbered. */
  stateFormat: z.string().nullable(),
  /** The bits of each layer of such a GSSM; the letter that some keep beside them is not in it. */
  layerBits: z.array(z.int().min(0)).nullable(),
  /** With --stop: whether COPY came after exactly L tokens. */
  stopped: z.boolean().nullable(),
  /** What ended the copy early: the words of the GPU, or `interrupted`. Then `output` has the letters that had come back. */
  fault: z.string().min(1).nullable(),
  /** Whether all L letters came back, and all are right. */
  copied: z.boolean(),
  /** How many of the L letters came out in their places. */
  lettersRight: z.int().min(0),
  /** Tokens for --tokens, else text; null when that cannot be and one of the next two stands for it. */
  output: z.union([z.string(), z.array(position)]).nullable(),
  outputBase64: z.base64().nullable(),
  outputTokens: z.array(position).nullable(),
  /** Among the letters that came back. */
  firstMismatch: position.nullable(),
  seconds: z.number().min(0),
});

/** What `verbatim copy --json` writes. */
export type CopyResult = z.infer<typeof copyResultSchema>;
