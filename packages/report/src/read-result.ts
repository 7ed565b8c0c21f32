/** Tells what a JSON value is, of the three that a report is made of. */
import { BENCH_SCHEMA, type BenchResult, benchResultSchema } from '@verbatim/bench';
import { VERIFY_SCHEMA, type VerifyResult, verifyResultSchema } from '@verbatim/evidence';
import type * as z from 'zod';
import { PAPER_CURVES_SCHEMA, type PaperCurves, paperCurvesSchema } from './paper-curves.js';

/** A result that a report can show. */
export type ReportResult = VerifyResult | BenchResult | PaperCurves;

const SCHEMAS: Readonly<Record<string, z.ZodType<ReportResult>>> = {
  [VERIFY_SCHEMA]: verifyResultSchema,
  [BENCH_SCHEMA]: benchResultSchema,
  [PAPER_CURVES_SCHEMA]: paperCurvesSchema,
};

/** The values of `schema` that {@link readResult} accepts. */
export const REPORT_SCHEMAS: readonly string[] = Object.keys(SCHEMAS);

/**
 * Checks a JSON value.
 *
 * @returns the result, or in one line why it is none.
 */
export function readResult(json: unknown): { readonly result: ReportResult } | { readonly problem: string } {
  const name = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (typeof name !== 'string') return { problem: 'it has no schema' };
  const schema = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (schema === undefined) return { problem: `its schema is ${JSON.stringify(name)}` };
  const { data, error } = schema.safeParse(json);
  if (data !== undefined) return { result: data };
  const [issue] = error.issues;
  return { problem: `it is no valid ${name}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}` };
}
