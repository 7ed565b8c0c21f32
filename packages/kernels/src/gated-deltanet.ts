/**
 * Gated DeltaNet's recurrence: per head, with the state S of keyDim × valueDim numbers, a gate α_t and a strength β_t,
 *
 *     S_t = α_t S_{t−1} + β_t k_tᵀ (v_t − α_t k_t·S_{t−1}),   o_t = q_t·S_t,
 *
 * so that what S held under the key k gives way to v; all of it for β = 1 and a key of norm 1. Norms, the scale 1/√keyDim,
 * convolutions and projections are outside. The state does not grow with the length.
 *
 * Columns of S are independent, and a column is sequential in the length: a workgroup runs sixteen of them through time
 * (`gated-deltanet-wgsl.ts`). A step of a large GPU is thereby bounded by waiting, not by arithmetic. After 4,096 steps the state goes
 * through memory and another dispatch goes on, so that none lasts so long that a driver takes the device for hung.
 *
 * Source: Yang, Kautz and Hatamizadeh 2024 (arXiv 2412.06464).
 */
import { foldWorkgroups } from './fold-workgroups.js';
import { DELTA_SIDE, gatedDeltanetWgsl } from './gated-deltanet-wgsl.js';
import type {
  Cost,
  KernelDefinition,
  PlanContext,
  PlanStep,
  Precision,
  TensorSpec,
  Tensors,
} from './kernel-definition.js';
import { assertCounts } from './scan-chunks.js';
import { clearClocksWgsl } from './step-clocks.js';

/** Sizes. */
export interface GatedDeltanetShape {
  readonly heads: number;
  readonly length: number;
  /** At most 256: a thread keeps a sixteenth of a column. */
  readonly keyDim: number;
  readonly valueDim: number;
}

/** Sizes of one step. */
export type GatedDeltanetStepShape = Omit<GatedDeltanetShape, 'length'>;

const MOST_KEYS = 256;
const STEPS_AT_ONCE = 2 ** 12;

/**
 * q, k (heads, length, keyDim); v, out (heads, length, valueDim); alpha, beta (heads, length), f32 in f16 as well, for gates lie
 * next to 1; state (heads, keyDim, valueDim).
 */
export const gatedDeltanet: KernelDefinition<GatedDeltanetShape> = {
  name: 'gated-deltanet',
  precisions: ['f32', 'f16'],
  assertShape({ heads, length, keyDim, valueDim }) {
    assertCounts('gated-deltanet', { heads, length, keyDim, valueDim });
    assertKeys('gated-deltanet', keyDim);
  },
  tensors: (shape, precision) => tensorsOf(shape, precision, { step: false }),
  plan: (shape, precision, context) => planOf('gated-deltanet', shape, precision, context),
  reference: referenceOf,
  cost: costOf,
  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};

/** One step of {@link gatedDeltanet}: q, k (heads, keyDim); v, out (heads, valueDim); alpha, beta (heads). */
export const gatedDeltanetStep: KernelDefinition<GatedDeltanetStepShape> = {
  name: 'gated-deltanet-step',
  precisions: ['f32', 'f16'],
  assertShape({ heads, keyDim, valueDim }) {
    assertCounts('gated-deltanet-step', { heads, keyDim, valueDim });
    assertKeys('gated-deltanet-step', keyDim);
  },
  tensors: (shape, precision) => tensorsOf({ ...shape, length: 1 }, precision, { step: true }),
  plan: (shape, precision, context) => planOf('gated-deltanet-step', { ...shape, length: 1 }, precision, context),
  perOutputPlan({ heads, keyDim, valueDim }) {
    const constants = { keyDim, valueDim };
    return [
      {
        program: {
          name: 'gated-deltanet-step state',
          perOutput: { kernel: stateAt, constants, outputs: heads * keyDim * valueDim },
        },
        tensors: ['k', 'v', 'alpha', 'beta', 'state', 'state'],
        workgroups: [1, 1, 1],
      },
      {
        program: {
          name: 'gated-deltanet-step output',
          perOutput: { kernel: outputAt, constants, outputs: heads * valueDim },
        },
        tensors: ['q', 'state', 'out'],
        workgroups: [1, 1, 1],
      },
    ];
  },
  reference: (shape, inputs) => referenceOf({ ...shape, length: 1 }, inputs),
  cost: (shape, precision) => costOf({ ...shape, length: 1 }, precision),
  withHeads: (shape, heads) => ({ ...shape, heads }),
  headsOf: ({ heads }) => heads,
};

function assertKeys(kernel: string, keyDim: number): void {
  if (keyDim > MOST_KEYS) {
    throw new RangeError(`${kernel}: keyDim ${keyDim}: accepted are 1 … ${MOST_KEYS}`);
  }
}

function tensorsOf(
  { heads, length, keyDim, valueDim }: GatedDeltanetShape,
  dtype: Precision,
  { step }: { readonly step: boolean },
): TensorSpec[] {
  const time = step ? [] : [length];
  const row = { role: 'input', purpose: 'activations', perHead: true } as const;
  return [
    { name: 'q', ...row, shape: [heads, ...time, keyDim], dtype },
    { name: 'k', ...row, shape: [heads, ...time, keyDim], dtype },
    { name: 'v', ...row, shape: [heads, ...time, valueDim], dtype },
    { name: 'alpha', ...row, shape: [heads, ...time], dtype: 'f32' },
    { name: 'beta', ...row, shape: [heads, ...time], dtype: 'f32' },
    { name: 'state', role: 'updated', shape: [heads, keyDim, valueDim], dtype: 'f32', purpose: 'state', perHead: true },
    { name: 'out', ...row, role: 'output', shape: [heads, ...time, valueDim], dtype },
    ...(length <= STEPS_AT_ONCE
      ? []
      : [
          {
            name: 'clock',
            role: 'scratch',
            shape: [heads, Math.ceil(valueDim / DELTA_SIDE)],
            dtype: 'u32',
            purpose: 'scratch',
            perHead: true,
          } as const,
        ]),
  ];
}

/** Clears the clocks, where there are any, and takes the steps. */
function planOf(name: string, shape: GatedDeltanetShape, precision: Precision, { limits }: PlanContext): PlanStep[] {
  const { heads, length, valueDim } = shape;
  const items = heads * Math.ceil(valueDim / DELTA_SIDE);
  const workgroups = foldWorkgroups(items, limits.maxWorkgroupsPerDimension);
  const stepsAtOnce = Math.min(length, STEPS_AT_ONCE);
  const dispatches = Math.ceil(length / stepsAtOnce);
  const clock = dispatches === 1 ? [] : ['clock'];
  const advance: PlanStep = {
    program: {
      name: `${name} steps`,
      wgsl: gatedDeltanetWgsl({ ...shape, precision, row: workgroups[0], stepsAtOnce }),
      features: precision === 'f16' ? ['shader-f16'] : [],
    },
    tensors: ['q', 'k', 'v', 'alpha', 'beta', 'state', 'out', ...clock],
    workgroups,
  };
  const starts: PlanStep = {
    program: { name: `${name} clocks`, wgsl: clearClocksWgsl(items) },
    tensors: ['clock'],
    workgroups: [1, 1, 1],
  };
  return [...(dispatches === 1 ? [] : [starts]), ...new Array<PlanStep>(dispatches).fill(advance)];
}

/** The recurrence, step by step. */
function referenceOf(
  { heads, length, keyDim, valueDim }: GatedDeltanetShape,
  { q, k, v, alpha, beta, state }: Tensors,
): Record<string, Float64Array> {
  const s = state!.slice();
  const out = new Float64Array(heads * length * valueDim);
  for (let head = 0; head < heads; head++) {
    for (let t = 0; t < length; t++) {
      const step = head * length + t;
      for (let j = 0; j < valueDim; j++) {
        const at = (i: number) => (head * keyDim + i) * valueDim + j;
        let held = 0;
        for (let i = 0; i < keyDim; i++) {
          s[at(i)]! *= alpha![step]!;
          held += k![step * keyDim + i]! * s[at(i)]!;
        }
        const change = beta![step]! * (v![step * valueDim + j]! - held);
        for (let i = 0; i < keyDim; i++) {
          s[at(i)]! += k![step * keyDim + i]! * change;
          out[step * valueDim + j]! += q![step * keyDim + i]! * s[at(i)]!;
        }
      }
    }
  }
  return { out, state: s };
}

/** Of each number of the state: a product to decay it, and multiply-adds to read it under k, to change it, and to read it under q. */
function costOf({ heads, length, keyDim, valueDim }: GatedDeltanetShape, precision: Precision): Cost {
  const bytes = precision === 'f16' ? 2 : 4;
  const stateBytes = 4 * heads * keyDim * valueDim;
  return {
    flops: heads * length * valueDim * (7 * keyDim + 2),
    bytesRead: heads * length * (bytes * (2 * keyDim + valueDim) + 4 * 2) + stateBytes,
    bytesWritten: bytes * heads * length * valueDim + stateBytes,
  };
}

// gpu.js translates these. Half is added before a division that must not round down past a whole number.

function stateAt(
  // biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
  this: any,
  k: number[],
  v: number[],
  alpha: number[],
  beta: number[],
  state: number[],
): number {
  const row = Math.floor((this.thread.x + 0.5) / this.constants.valueDim);
  const j = this.thread.x - row * this.constants.valueDim;
  const head = Math.floor((row + 0.5) / this.constants.keyDim);
  let held = 0;
  for (let i = 0; i < this.constants.keyDim; i++) {
    const at = head * this.constants.keyDim + i;
    held += k[at]! * state[at * this.constants.valueDim + j]!;
  }
  const change = beta[head]! * (v[head * this.constants.valueDim + j]! - alpha[head]! * held);
  return alpha[head]! * state[this.thread.x]! + k[row]! * change;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, q: number[], state: number[]): number {
  const head = Math.floor((this.thread.x + 0.5) / this.constants.valueDim);
  const j = this.thread.x - head * this.constants.valueDim;
  let o = 0;
  for (let i = 0; i < this.constants.keyDim; i++) {
    const at = head * this.constants.keyDim + i;
    o += q[at]! * state[at * this.constants.valueDim + j]!;
  }
  return o;
}
