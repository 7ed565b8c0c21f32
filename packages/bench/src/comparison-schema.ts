/** Reads comparisons back from JSON, and refuses what is none in one line. */
import { runBlockSchema } from '@verbatim/evidence';
import * as z from 'zod';
import { COMPARE_SCHEMA, type CompareResult } from './comparison.js';
import { parsedAs } from './schemas-parse.js';

const TIME_VERDICTS = ['same', 'faster', 'slower', 'undecided'] as const;
const POINT_VERDICTS = [...TIME_VERDICTS, 'worse', 'better'] as const;

const positive = z.number().gt(0);
const interval = z.tuple([z.number(), z.number()]).nullable();

const timeChange = z.object({
  cache: z.enum(['cold', 'hot']),
  base: positive,
  next: positive,
  ratio: positive,
  interval,
  confidence: z.number().min(0).max(1),
  verdict: z.enum(TIME_VERDICTS),
  reason: z.string().nullable(),
});

const exponentChange = z.object({
  series: z.string(),
  quantity: z.enum(['time', 'bytes']),
  base: z.number(),
  next: z.number(),
  baseInterval: interval,
  nextInterval: interval,
  verdict: z.enum(['same', 'steeper', 'flatter', 'undecided']),
});

/** Accepts a {@link CompareResult}. */
export const compareResultSchema: z.ZodType<CompareResult> = z.object({
  schema: z.literal(COMPARE_SCHEMA),
  run: runBlockSchema,
  base: runBlockSchema,
  next: runBlockSchema,
  maxSlowdown: positive,
  falseDiscoveryRate: z.number().gt(0).lt(1),
  countsOnly: z.boolean(),
  verdict: z.enum(['regression', 'undecided', 'improved', 'same', 'incomparable']),
  counts: z.record(z.enum(POINT_VERDICTS), z.int().min(0)),
  points: z.array(
    z.object({
      id: z.string().min(1),
      verdict: z.enum(POINT_VERDICTS),
      times: z.array(timeChange),
      worse: z.array(z.string()),
      better: z.array(z.string()),
    }),
  ),
  exponents: z.array(exponentChange),
  onlyBase: z.array(z.string()),
  onlyNext: z.array(z.string()),
});

/**
 * A comparison from parsed JSON.
 *
 * @throws RangeError in one line: what is wrong, and where.
 */
export function parseCompareResult(json: unknown): CompareResult {
  return parsedAs({ schema: compareResultSchema, name: COMPARE_SCHEMA, writtenBy: 'verbatim compare' }, json);
}
