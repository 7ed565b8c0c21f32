import { runBlockSchema } from '@verbatim/evidence';
import { ROUTES } from '@verbatim/gpu';
import * as z from 'zod';

/** The `schema` of what `verbatim devices --json` writes. */
export const DEVICES_SCHEMA = 'verbatim.devices/1';

const count = z.int().min(0);
const line = z.string().regex(/^[^\n]+$/);

/** What a device is: its limits are in bytes or counts. */
export const deviceInfoSchema = z.strictObject({
  api: line,
  kind: z.enum(['hardware', 'software']),
  vendor: z.string(),
  architecture: z.string(),
  card: line.nullable(),
  driver: line.nullable(),
  description: line,
  features: z.array(z.string()),
  limits: z.strictObject({
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

/** What `verbatim devices --json` writes. */
export const devicesResultSchema = z.strictObject({
  schema: z.literal(DEVICES_SCHEMA),
  run: runBlockSchema,
  /** The route that is used, and why; null when nothing can be. */
  used: z.enum(ROUTES).nullable(),
  why: line,
  /** Every route: `missing` says in one line why there is no `info`. */
  routes: z.array(
    z.strictObject({ name: z.enum(ROUTES), info: deviceInfoSchema.nullable(), missing: line.nullable() }),
  ),
  /** What NVIDIA's driver says of its first card. */
  nvidia: z.strictObject({
    reading: z
      .strictObject({
        name: line,
        usedBytes: count,
        totalBytes: count,
        smClockMhz: count,
        throttleReasons: count.nullable(),
      })
      .nullable(),
    missing: line.nullable(),
  }),
});

/** See {@link devicesResultSchema}. */
export type DevicesResult = z.infer<typeof devicesResultSchema>;
