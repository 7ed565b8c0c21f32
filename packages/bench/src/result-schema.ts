/** Checks a file that says it is a `verbatim.bench/1`. */
import { claimResultSchema, runBlockSchema } from '@verbatim/evidence';
import { type BytesByPurpose, type DeviceInfo, PURPOSES } from '@verbatim/gpu';
import * as z from 'zod';
import { BACKENDS, BENCH_SCHEMA, type BenchPoint, type BenchResult, type TimeSummary } from './result.js';

const amount = z.number().min(0);
const count = z.int().min(0);
const length = z.int().min(1);
const interval = z.tuple([z.number(), z.number()]);

const deviceInfoSchema: z.ZodType<DeviceInfo> = z.object({
  api: z.string(),
  kind: z.enum(['hardware', 'software']),
  vendor: z.string(),
  architecture: z.string(),
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

const timeSummarySchema: z.ZodType<TimeSummary> = z.object({
  median: z.number().gt(0),
  low: amount,
  high: amount,
  confidence: z.number().min(0).max(1),
  samples: z.array(amount),
  dropped: count,
  stopped: z.enum(['tight', 'limit']),
});

const bytesSchema: z.ZodType<BytesByPurpose> = z.record(z.enum(PURPOSES), count);

/** Accepts a {@link BenchPoint}. */
export const benchPointSchema: z.ZodType<BenchPoint> = z.object({
  id: z.string(),
  suite: z.string(),
  kernel: z.string(),
  precision: z.enum(['f32', 'f16', 'f64']),
  backend: z.enum(BACKENDS),
  length,
  shape: z.record(z.string(), z.union([z.number(), z.string()])),
  status: z.enum(['measured', 'wrong', 'failed', 'skipped']),
  reason: z.string().nullable(),
  check: z.object({ passed: z.boolean(), relativeNorm: amount, worst: amount }).nullable(),
  cold: timeSummarySchema.nullable(),
  hot: timeSummarySchema.nullable(),
  clock: z.enum(['device', 'host']).nullable(),
  memory: z
    .object({ ledger: bytesSchema, ledgerBytes: count, driverBytes: z.union([z.number(), z.string()]) })
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

/** Accepts a {@link BenchResult}, such as one read from a file. */
export const benchResultSchema: z.ZodType<BenchResult> = z.object({
  schema: z.literal(BENCH_SCHEMA),
  run: runBlockSchema,
  devices: z.partialRecord(z.enum(BACKENDS), deviceInfoSchema),
  ceilings: z.object({
    copyGigabytesPerSecond: amount.nullable(),
    matrixProductTeraflops: z.object({ f32: amount.nullable(), f16: amount.nullable() }),
  }),
  points: z.array(benchPointSchema),
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
      lengths: z.array(length),
    }),
  ),
  crossovers: z.array(
    z.object({
      what: z.string(),
      first: z.string(),
      second: z.string(),
      length: z.number().gt(0).nullable(),
      interval: interval.nullable(),
      reason: z.string().nullable(),
    }),
  ),
  claims: z.array(claimResultSchema),
}) as z.ZodType<BenchResult>;
