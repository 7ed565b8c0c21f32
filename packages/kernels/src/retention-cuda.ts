import { FeatureMissingError } from '@verbatim/gpu';
import type { PlanStep, Precision } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import { type RetentionCudaForm, retentionCudaText, retentionSharedBytes, WIDTH } from './retention-cuda-text.js';

/** What was chosen by measuring. */
export const RETENTION_FORM: RetentionCudaForm = { ranks: 8, steps: 128 };

/** @throws FeatureMissingError for f32 and wider heads. */
export function retentionCudaPlan(
  kind: RetentionKind,
  shape: RetentionShape,
  precision: Precision,
  form: RetentionCudaForm = RETENTION_FORM,
): readonly PlanStep[] {
  const { keyDim, valueDim } = shape;
  if (precision !== 'f16' || keyDim > WIDTH || valueDim > WIDTH) {
    const asked = `${kind.name} in ${precision}, keys of ${keyDim} and values of ${valueDim} numbers`;
    throw new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there is f16, keys and values of at most ${WIDTH})`);
  }
  return [
    {
      program: {
        name: kind.name,
        cuda: {
          source: retentionCudaText(kind, shape, form),
          entry: 'retention',
          threads: [2 * form.steps, 1, 1],
          sharedBytes: retentionSharedBytes(form),
          cluster: [form.ranks, 1, 1],
        },
        features: ['cuda-sm-90'],
      },
      tensors: ['q', 'k', 'v', 'state', 'out', ...(kind.decays ? ['decay'] : [])],
      workgroups: [shape.heads * form.ranks, 1, 1],
    },
  ];
}
