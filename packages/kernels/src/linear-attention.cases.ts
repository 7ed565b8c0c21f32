import type { KernelSuite } from './check-kernel.js';
import { type LinearAttentionShape, linearAttention, linearAttentionStep } from './linear-attention.js';
import {
  type Overrides,
  retentionCase,
  retentionInputs,
  SHARED,
  type Sizes,
  STEPS,
  UNDECAYED,
} from './retention.cases.js';

const identity = <S extends object>(shape: S) => ({ ...shape, featureMap: 'identity' as const });
const positive = <S extends object>(shape: S) => ({ ...shape, featureMap: 'elu+1' as const });

/** Features of positive keys add up, and the sum outgrows f16. */
const SMALL: Sizes = [2, 131, 16, 12];
const MAPPED: readonly (readonly [string, Sizes, Overrides?])[] = [
  ['elu + 1, random numbers', SMALL],
  ['elu + 1, keys and queries of −200 … 20', SMALL, wide(SMALL)],
];

export const linearAttentionSuite: KernelSuite<LinearAttentionShape> = {
  definition: linearAttention,
  cases: () => [
    ...[...SHARED, ...UNDECAYED].map(([name, sizes, own = {}]) =>
      retentionCase(name, sizes, retentionInputs(sizes, own), identity),
    ),
    ...MAPPED.map(([name, sizes, own = {}]) => retentionCase(name, sizes, retentionInputs(sizes, own), positive)),
  ],
};

export const linearAttentionStepSuite: KernelSuite<Omit<LinearAttentionShape, 'length'>> = {
  definition: linearAttentionStep,
  cases: () => [
    ...STEPS.map(([name, sizes, own = {}]) =>
      retentionCase(name, sizes, retentionInputs(sizes, own), ({ length: _, ...shape }) => identity(shape)),
    ),
    ...STEPS.slice(0, 2).map(([name, sizes, own = {}]) =>
      retentionCase(`elu + 1, ${name}`, sizes, retentionInputs(sizes, own), ({ length: _, ...shape }) =>
        positive(shape),
      ),
    ),
  ],
};

function wide([heads, length, keyDim]: Sizes): Overrides {
  const numbers = (low: number) =>
    Float64Array.from({ length: heads * length * keyDim }, (_, i) => low + ((i * 37) % (20 - low)));
  return { k: numbers(-200), q: numbers(-199) };
}
