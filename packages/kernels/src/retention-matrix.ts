/**
 * Retention in f16 by subgroup matrices, for keys of 64 and values of a multiple of 64; `retention.ts` tells the recurrence.
 *
 * A chunk's state through memory costs as much as its keys and values do, so chunks are joined to segments, a workgroup each:
 * 1. what each segment adds to the state: keys and values are read once, sums stay in the matrices;
 * 2. the scan, over segments;
 * 3. the outputs: a workgroup goes down its segment again, with the state in its accumulators.
 * There are as many segments as make enough workgroups, whatever the length.
 */
import type { DeviceLimits } from '@verbatim/gpu';
import { foldWorkgroups } from './fold-workgroups.js';
import type { PlanContext, PlanStep, Precision } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import { OUTPUTS_BYTES, outputsByMatricesWgsl, segmentStatesWgsl, THREADS } from './retention-matrix-wgsl.js';
import { CHUNK, SCAN_WORKGROUP } from './retention-tiles.js';
import { stateScanWgsl } from './retention-wgsl.js';
import { hasMatrices, MATRIX_FEATURES } from './subgroup-matrices.js';

/** Keys, and values of a workgroup. */
const HEAD = 64;
/** Workgroups that keep a large card busy: two on each of 132 multiprocessors. */
const ENOUGH_WORKGROUPS = 256;

/** Whether the plan is for a shape on a device. */
export function retainsByMatrices(
  { keyDim, valueDim }: RetentionShape,
  precision: Precision,
  context: PlanContext,
): boolean {
  return (
    precision === 'f16' &&
    keyDim === HEAD &&
    valueDim % HEAD === 0 &&
    hasMatrices(context) &&
    context.limits.maxWorkgroupStorage >= OUTPUTS_BYTES &&
    context.limits.maxWorkgroupInvocations >= THREADS
  );
}

/** How an input is cut: `chunks` in all, `own` of them in each of `count` segments but the last. */
export interface Segments {
  readonly chunks: number;
  readonly own: number;
  readonly count: number;
}

/** The segments of each head, of `enough` workgroups in all. */
export function segmentsOf({ heads, length, valueDim }: RetentionShape, enough = ENOUGH_WORKGROUPS): Segments {
  const chunks = Math.ceil(length / CHUNK);
  const wanted = Math.max(1, Math.floor(enough / (heads * (valueDim / HEAD))));
  const own = Math.ceil(chunks / Math.min(wanted, chunks));
  return { chunks, own, count: Math.ceil(chunks / own) };
}

/** The three passes. Of `states` they use one a segment. */
export function retentionMatrixPlan(
  kind: RetentionKind,
  shape: RetentionShape,
  { maxWorkgroupsPerDimension: most }: Pick<DeviceLimits, 'maxWorkgroupsPerDimension'>,
  enough?: number,
): PlanStep[] {
  const { heads, keyDim, valueDim } = shape;
  const segments = segmentsOf(shape, enough);
  const text = { kind, shape, segments };
  const decay = kind.decays ? ['decay'] : [];
  const perSegment = foldWorkgroups(heads * segments.count * (valueDim / HEAD), most);
  const perElement = foldWorkgroups(Math.ceil((heads * keyDim * valueDim) / 4 / SCAN_WORKGROUP), most);
  return [
    {
      program: {
        name: `${kind.name} segment states`,
        wgsl: segmentStatesWgsl(text, perSegment[0]),
        features: MATRIX_FEATURES,
      },
      tensors: ['k', 'v', 'states', ...decay],
      workgroups: perSegment,
    },
    {
      program: {
        name: `${kind.name} scan of states`,
        wgsl: stateScanWgsl(text, perElement[0], segments.own * CHUNK),
      },
      tensors: ['states', 'state', ...decay],
      workgroups: perElement,
    },
    {
      program: {
        name: `${kind.name} outputs`,
        wgsl: outputsByMatricesWgsl(text, perSegment[0]),
        features: MATRIX_FEATURES,
      },
      tensors: ['q', 'k', 'v', 'states', 'out', ...decay],
      workgroups: perSegment,
    },
  ];
}
