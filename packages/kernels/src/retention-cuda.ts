import { FeatureMissingError } from '@verbatim/gpu';
import type { PlanStep, Precision } from './kernel-definition.js';
import type { RetentionKind, RetentionShape } from './retention.js';
import { OUTPUT_BYTES, outputsCuda } from './retention-cuda-outputs.js';
import { ADDED_BYTES, addedCuda, scanCuda } from './retention-cuda-states.js';
import { type RetentionGroups, SEGMENT, THREADS, WIDTH } from './retention-cuda-text.js';

/** Blocks that an H100 or H200 holds at once, two on each of its 132 multiprocessors. */
const BLOCKS = 264;

/** As many groups as there are blocks for, as long as each other. */
export function retentionGroups({ heads, length }: RetentionShape): RetentionGroups {
  const segments = Math.ceil(length / SEGMENT);
  const rounds = Math.ceil(segments / Math.max(1, Math.floor(BLOCKS / heads)));
  return { groups: Math.ceil(segments / rounds), rounds };
}

/**
 * The plan for a shape that has a form.
 *
 * @throws FeatureMissingError for f32 and wider heads.
 */
export function retentionCudaPlan(
  kind: RetentionKind,
  shape: RetentionShape,
  precision: Precision,
  groups: RetentionGroups = retentionGroups(shape),
): readonly PlanStep[] {
  const { heads, keyDim, valueDim } = shape;
  if (precision !== 'f16' || keyDim > WIDTH || valueDim > WIDTH) {
    const asked = `${kind.name} in ${precision}, keys of ${keyDim} and values of ${valueDim} numbers`;
    throw new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there is f16, keys and values of at most ${WIDTH})`);
  }
  const decay = kind.decays ? ['decay'] : [];
  const threads = [THREADS, 1, 1] as const;
  const features = ['cuda-sm-90'];
  return [
    {
      program: {
        name: `${kind.name} added`,
        cuda: { source: addedCuda(kind, shape, groups), entry: 'retention_added', threads, sharedBytes: ADDED_BYTES },
        features,
      },
      tensors: ['k', 'v', 'states', ...decay],
      workgroups: [heads * groups.groups, 1, 1],
    },
    {
      program: {
        name: `${kind.name} scan of states`,
        cuda: { source: scanCuda(kind, shape, groups), entry: 'retention_scan', threads },
        features,
      },
      tensors: ['states', 'state', ...decay],
      workgroups: [Math.ceil((heads * keyDim * valueDim) / THREADS), 1, 1],
    },
    {
      program: {
        name: `${kind.name} outputs`,
        cuda: {
          source: outputsCuda(kind, shape, groups),
          entry: 'retention_outputs',
          threads,
          sharedBytes: OUTPUT_BYTES,
        },
        features,
      },
      tensors: ['q', 'k', 'v', 'states', 'out', ...decay],
      workgroups: [heads * groups.groups, 1, 1],
    },
  ];
}
