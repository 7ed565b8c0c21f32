/**
 * Causal linear attention: softmax's exponential of q·k is replaced with φ(q)·φ(k), so that what a query needs of all keys
 * before it is one matrix a head, S_t = S_{t−1} + φ(k_t)ᵀ v_t, and o_t = φ(q_t)·S_t. It is a retention that never forgets: the
 * plan is told in `retention.ts`. There is no normaliser; to have one, append a column of ones to v.
 */
import type { KernelDefinition } from './kernel-definition.js';
import { type RetentionKind, type RetentionShape, retentionKernel } from './retention.js';
import { retentionStepKernel } from './retention-step.js';

/** Sizes and feature map. */
export type LinearAttentionShape = RetentionShape;

const KIND: RetentionKind = { name: 'linear-attention', decays: false };

/** q, k (heads, length, keyDim); v, out (heads, length, valueDim); state (heads, keyDim, valueDim). */
export const linearAttention: KernelDefinition<LinearAttentionShape> = retentionKernel(KIND, (shape) => shape);

/** One step: q, k (heads, keyDim); v, out (heads, valueDim). */
export const linearAttentionStep: KernelDefinition<Omit<LinearAttentionShape, 'length'>> = retentionStepKernel(
  { ...KIND, name: 'linear-attention-step' },
  (shape) => ({ ...shape, length: 1 }),
);
