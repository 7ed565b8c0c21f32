/** Reads measuring runs back from JSON, and refuses what is none in one line. */
import { claimResultSchema, runBlockSchema } from '@verbatim/evidence';
import { type DeviceInfo, PURPOSES } from '@verbatim/gpu';
import * as z from 'zod';
import { BACKENDS, BENCH_SCHEMA, type BenchPoint, type BenchResult } from './result.js';
import { parsedAs } from './schemas-parse.js';

const count = z.int().min(0);
const amount = z.number().min(0);
const positive = z.number().gt(0);
const interval = z.tuple([z.number(), z.number()]);

const timeSummary = z.object({
  median: positive,
  low: positive,
  high: positive,
  confidence: z.number().min(0).max(1),
  samples: z.array(positive).min(1),
  dropped: count,
  stopped: z.enum(['tight', 'limit']),
});

const deviceInfo: z.ZodType<DeviceInfo> = z.object({
  api: z.string(),
  kind: z.enum(['hardware', 'software']),
  vendor: z.string(),
  architecture: z.string(),
  card: z.string().nullable(),
  driver: z.string().nullable(),
  description: z.string(),
  features: z.array(z.string()),
  limits: z.object({
    maxBufferSize: count,
    maxBindingSize: count,
    maxBindings: count,
    maxWorkgroupInvocations: count,
    maxWorkgroupStorage: count,
    maxWorkgroupsPerDimension: count,
    maxOutputs: count.nullable(),
  }),
  subgroupSizes: z.tuple([count, count]).nullable(),
});

/** Accepts a {@link BenchPoint}. */
export const benchPointSchema: z.ZodType<BenchPoint> = z.object({
  id: z.string().min(1),
  suite: z.string(),
  kernel: z.string(),
  precision: z.enum(['f32', 'f16', 'f64']),
  backend: z.enum(BACKENDS),
  length: z.int().min(1),
  shape: z.record(z.string(), z.union([z.number(), z.string()])),
  status: z.enum(['measured', 'wrong', 'failed', 'skipped']),
  reason: z.string().nullable(),
  transient: z.literal(true).exactOptional(),
  check: z.object({ passed: z.boolean(), relativeNorm: amount, worst: amount }).nullable(),
  cold: timeSummary.nullable(),
  hot: timeSummary.nullable(),
  clock: z.enum(['device', 'host']).nullable(),
  memory: z
    .object({
      ledger: z.record(z.enum(PURPOSES), count),
      ledgerBytes: count,
      driverBytes: z.union([z.number(), z.string()]),
    })
    .nullable(),
  cost: z.object({ flops: amount, bytesRead: amount, bytesWritten: amount }).nullable(),
  dispatches: count.nullable(),
  achieved: z
    .object({
      gigabytesPerSecond: amount,
      teraflopsPerSecond: amount,
      percentOfCopy: amount.nullable(),
      percentOfMatrixProduct: amount.nullable(),
      bound: z.enum(['memory', 'arithmetic', 'overhead']).nullable(),
    })
    .nullable(),
});

/** Accepts a {@link BenchResult}: the ids of its points are unique. */
export const benchResultSchema: z.ZodType<BenchResult> = z.object({
  schema: z.literal(BENCH_SCHEMA),
  run: runBlockSchema,
  devices: z.partialRecord(z.enum(BACKENDS), deviceInfo),
  ceilings: z.object({
    copyGigabytesPerSecond: positive.nullable(),
    matrixProductTeraflops: z.object({ f32: positive.nullable(), f16: positive.nullable() }),
  }),
  points: z.array(benchPointSchema).superRefine((points, context) => {
    const ids = new Set<string>();
    for (const [i, { id }] of points.entries()) {
      if (ids.has(id)) context.addIssue({ code: 'custom', path: [i, 'id'], message: 'this id comes twice' });
      ids.add(id);
    }
  }),
  laws: z.array(
    z.object({
      series: z.string(),
      quantity: z.enum(['time', 'bytes']),
      constant: z.number(),
      linear: z.number(),
      coefficient: z.number(),
      exponent: z.number(),
      exponentInterval: interval.nullable(),
      confidence: z.number().min(0).max(1),
      note: z.string().nullable(),
      lengths: z.array(z.int().min(1)),
    }),
  ),
  crossovers: z.array(
    z.object({
      what: z.string(),
      first: z.string(),
      second: z.string(),
      length: positive.nullable(),
      interval: interval.nullable(),
      reason: z.string().nullable(),
    }),
  ),
  claims: z.array(claimResultSchema),
});

/**
 * A measuring run from parsed JSON.
 *
 * @throws RangeError in one line: what is wrong, and where.
 */
export function parseBenchResult(json: unknown): BenchResult {
  return parsedAs({ schema: benchResultSchema, name: BENCH_SCHEMA, writtenBy: 'verbatim bench' }, json);
}
