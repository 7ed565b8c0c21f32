/**
 * Retention: the recurrence that causal linear attention (γ = 1) and RetNet (γ < 1 by head) share. Per head, with the state S
 * of keyDim × valueDim numbers,
 *
 *     S_t = γ·S_{t−1} + φ(k_t)ᵀ v_t,   o_t = φ(q_t)·S_t.
 *
 * The state does not grow with the length; nothing is normalised or scaled, which is the caller's. It is made parallel in the
 * length by chunks of C = 64 steps. Within a chunk o is attention without softmax, (Q Kᵀ ⊙ M) V with M_ij = γ^(i−j) for
 * j ≤ i, and what came before the chunk enters through the state: o_i += γ^(i+1)·q_i·S. Three passes:
 * 1. what each chunk adds to the state, Σ γ^(C−1−i) k_iᵀ v_i, a matrix product;
 * 2. a scan over the chunks, which leaves in its place the state that each chunk starts from;
 * 3. the outputs of each chunk, three matrix products.
 * That is 2·keyDim·valueDim + C·(keyDim + valueDim) multiply-adds a step, about as many as the recurrence has when C is
 * keyDim, but as matrix products. The chunk states are scratch of keyDim·valueDim / C numbers a step: O(length).
 *
 * Workgroups are 16 × 16 threads; each has 4 × 4 numbers of a 64 × 64 tile in registers and the operands come through
 * workgroup memory. On a device with little of it a workgroup takes half the rows of a chunk.
 */
import { foldWorkgroups } from './fold-workgroups.js';
import type { Cost, KernelDefinition, Precision, TensorSpec, Tensors } from './kernel-definition.js';
import { retentionCudaPlan } from './retention-cuda.js';
import { retainsByMatrices, retentionMatrixPlan } from './retention-matrix.js';
import { retentionPerOutputPlan } from './retention-per-output.js';
import { CHUNK, outputsTile, SCAN_WORKGROUP, TILE } from './retention-tiles.js';
import { chunkStatesWgsl, outputsWgsl, stateScanWgsl } from './retention-wgsl.js';
import { assertCounts } from './scan-chunks.js';

/** What is done to each number of q and k: nothing, or x + 1 for x > 0 and eˣ otherwise, which is positive. */
export type FeatureMap = 'identity' | 'elu+1';

/** Sizes of a retention over a whole input. */
export interface RetentionShape {
  readonly heads: number;
  readonly length: number;
  /** A multiple of four. */
  readonly keyDim: number;
  /** A multiple of four. */
  readonly valueDim: number;
  readonly featureMap: FeatureMap;
}

/** Which of the two it is: with `decays`, tensor `decay` (heads) holds γ; without, γ = 1. */
export interface RetentionKind {
  readonly name: string;
  readonly decays: boolean;
}

/** @throws RangeError for sizes that are not positive, dimensions that four does not divide, or another feature map. */
export function assertRetention(kernel: string, shape: Omit<RetentionShape, 'length'>): void {
  const { keyDim, valueDim, featureMap } = shape;
  for (const [name, size] of Object.entries({ keyDim, valueDim })) {
    if (size % 4 !== 0) {
      throw new RangeError(`${kernel}: ${name} ${size}: accepted are multiples of 4`);
    }
  }
  if (featureMap !== 'identity' && featureMap !== 'elu+1') {
    throw new RangeError(`${kernel}: featureMap ${featureMap}: accepted are identity, elu+1`);
  }
}

/** φ of the reference. */
export function mapFeature(featureMap: FeatureMap, x: number): number {
  return featureMap === 'identity' ? x : x > 0 ? x + 1 : Math.exp(x);
}

/** The kernel over a whole input: q, k (heads, length, keyDim); v, out (heads, length, valueDim); state (heads, keyDim, valueDim). */
export function retentionKernel<S extends object>(
  kind: RetentionKind,
  full: (shape: S) => RetentionShape,
): KernelDefinition<S> {
  const decay = kind.decays ? ['decay'] : [];
  return {
    name: kind.name,
    precisions: ['f32', 'f16'],
    assertShape(own) {
      const shape = full(own);
      const { heads, length, keyDim, valueDim } = shape;
      assertCounts(kind.name, { heads, length, keyDim, valueDim });
      assertRetention(kind.name, shape);
    },

    tensors: (shape, precision) => tensorsOf(kind, full(shape), precision),

    plan(own, precision, context) {
      const { limits } = context;
      const shape = full(own);
      if (retainsByMatrices(shape, precision, context)) {
        return retentionMatrixPlan(kind, shape, limits);
      }
      const { heads, length, keyDim, valueDim } = shape;
      const chunks = Math.ceil(length / CHUNK);
      const columns = Math.ceil(valueDim / TILE);
      const tile = outputsTile(limits);
      const text = { kind, shape, precision };
      const fold = (count: number) => foldWorkgroups(count, limits.maxWorkgroupsPerDimension);
      const perState = fold(heads * chunks * Math.ceil(keyDim / TILE) * columns);
      const perElement = fold(Math.ceil((heads * keyDim * valueDim) / 4 / SCAN_WORKGROUP));
      const perTile = fold(heads * chunks * (CHUNK / tile.rows) * columns);
      const features = precision === 'f16' ? ['shader-f16'] : [];
      return [
        {
          program: { name: `${kind.name} chunk states`, wgsl: chunkStatesWgsl(text, perState[0]), features },
          tensors: ['k', 'v', 'states', ...decay],
          workgroups: perState,
        },
        {
          program: { name: `${kind.name} scan of states`, wgsl: stateScanWgsl(text, perElement[0]) },
          tensors: ['states', 'state', ...decay],
          workgroups: perElement,
        },
        {
          program: { name: `${kind.name} outputs`, wgsl: outputsWgsl(text, tile, perTile[0]), features },
          tensors: ['q', 'k', 'v', 'states', 'out', ...decay],
          workgroups: perTile,
        },
      ];
    },

    cudaPlan: (shape, precision, { limits }) => retentionCudaPlan(kind, full(shape), precision, limits),
    perOutputPlan: (shape) => retentionPerOutputPlan(kind, full(shape)),
    reference: (shape, inputs) => retentionReference(full(shape), inputs),
    cost: (shape, precision) => retentionCost(kind, full(shape), precision),
    withHeads: (shape, heads) => ({ ...shape, heads }),
    headsOf: (shape) => full(shape).heads,
  };
}

function tensorsOf({ decays }: RetentionKind, shape: RetentionShape, dtype: Precision): TensorSpec[] {
  const { heads, length, keyDim, valueDim } = shape;
  return [
    { name: 'q', role: 'input', shape: [heads, length, keyDim], dtype, purpose: 'activations', perHead: true },
    { name: 'k', role: 'input', shape: [heads, length, keyDim], dtype, purpose: 'activations', perHead: true },
    { name: 'v', role: 'input', shape: [heads, length, valueDim], dtype, purpose: 'activations', perHead: true },
    ...(decays ? [decaySpec(heads)] : []),
    { name: 'state', role: 'updated', shape: [heads, keyDim, valueDim], dtype: 'f32', purpose: 'state', perHead: true },
    { name: 'out', role: 'output', shape: [heads, length, valueDim], dtype, purpose: 'activations', perHead: true },
    {
      name: 'states',
      role: 'scratch',
      shape: [heads, Math.ceil(length / CHUNK), keyDim, valueDim],
      dtype: 'f32',
      purpose: 'scratch',
      perHead: true,
    },
  ];
}

/** γ by head, in f32 whatever the precision: 1 − 2⁻¹² is not an f16 number. */
export function decaySpec(heads: number): TensorSpec {
  return { name: 'decay', role: 'input', shape: [heads], dtype: 'f32', purpose: 'weights', perHead: true };
}

/** The recurrence, step by step. */
function retentionReference(shape: RetentionShape, { q, k, v, decay, state }: Tensors): Record<string, Float64Array> {
  const { heads, length, keyDim, valueDim, featureMap } = shape;
  const s = state!.slice();
  const out = new Float64Array(heads * length * valueDim);
  for (let head = 0; head < heads; head++) {
    const gamma = decay === undefined ? 1 : decay[head]!;
    for (let t = 0; t < length; t++) {
      const step = head * length + t;
      for (let i = 0; i < keyDim; i++) {
        const key = mapFeature(featureMap, k![step * keyDim + i]!);
        const query = mapFeature(featureMap, q![step * keyDim + i]!);
        for (let j = 0; j < valueDim; j++) {
          const at = (head * keyDim + i) * valueDim + j;
          s[at] = gamma * s[at]! + key * v![step * valueDim + j]!;
          out[step * valueDim + j]! += query * s[at]!;
        }
      }
    }
  }
  return { out, state: s };
}

/**
 * The recurrence's own count, which no length makes larger a step: a multiply-add to update and one to read each number of the
 * state, one product more to decay it; two operations to map a number of q or k.
 */
export function retentionCost({ decays }: RetentionKind, shape: RetentionShape, precision: Precision): Cost {
  const { heads, length, keyDim, valueDim, featureMap } = shape;
  const bytes = precision === 'f16' ? 2 : 4;
  const perStep = (decays ? 5 : 4) * keyDim * valueDim + (featureMap === 'identity' ? 0 : 4 * keyDim);
  const stateBytes = 4 * heads * keyDim * valueDim;
  return {
    flops: heads * length * perStep,
    bytesRead: bytes * heads * length * (2 * keyDim + valueDim) + stateBytes + (decays ? 4 * heads : 0),
    bytesWritten: bytes * heads * length * valueDim + stateBytes,
  };
}
