/**
 * RetNet's retention: S_t = γ·S_{t−1} + k_tᵀ v_t, o_t = q_t·S_t, with a decay of its own for every head, γ_h = 1 − 2^(−5−h).
 * Rotation, scaling and group norm are outside. The decays are a tensor, so that heads can be split into groups. The plan
 * is told in `retention.ts`.
 */
import type { KernelDefinition } from './kernel-definition.js';
import { type RetentionKind, type RetentionShape, retentionKernel } from './retention.js';
import { retentionStepKernel } from './retention-step.js';

/** Sizes. */
export type RetNetShape = Omit<RetentionShape, 'featureMap'>;

const KIND: RetentionKind = { name: 'retnet', decays: true };

/** γ of each head as the paper has it: 1 − 2^(−5−h), exact in f32 for up to 20 heads. */
export function retnetDecays(heads: number): Float64Array {
  return Float64Array.from({ length: heads }, (_, head) => 1 - 2 ** (-5 - head));
}

/** q, k (heads, length, keyDim); v, out (heads, length, valueDim); decay (heads); state (heads, keyDim, valueDim). */
export const retnet: KernelDefinition<RetNetShape> = retentionKernel(KIND, (shape) => ({
  ...shape,
  featureMap: 'identity',
}));

/** One step: q, k (heads, keyDim); v, out (heads, valueDim). */
export const retnetStep: KernelDefinition<Omit<RetNetShape, 'length'>> = retentionStepKernel(
  { ...KIND, name: 'retnet-step' },
  (shape) => ({ ...shape, length: 1, featureMap: 'identity' }),
);
