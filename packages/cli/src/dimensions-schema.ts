import type { Dimensions } from '@verbatim/transformer';
import * as z from 'zod';

const pair = z.tuple([z.int(), z.int()]);

/** Accepts the `Dimensions` of a construction. */
export const dimensionsSchema: z.ZodType<Dimensions> = z.strictObject({
  embedding: z.int(),
  heads: pair,
  concatenated: pair,
  hidden: pair,
  output: pair,
  key: z.int(),
  largest: z.int(),
});
