/**
 * A retention in CUDA C++: f16, keys and values of at most 64 numbers. Three launches, as in WGSL, but with segments of 128 steps in
 * groups, a block each, so that the state goes through memory once a group and not once a chunk:
 * 1. what each group adds to the state, with the sums in registers, from its last segment to its first: what it reads last is what
 *    the third pass reads first, and is still in the second cache then;
 * 2. a scan over the groups, which leaves the state that each starts from;
 * 3. outputs. A block goes over its group with the state in registers, copies of the next segment under way.
 *
 * In a segment each warp has two tiles of 16 queries, an early and a late one, so that all warps see as many keys. Products are
 * mma.sync. Scores stay in registers, where the layout of a result is that of a left factor; a state transposed is laid out as a
 * right factor of TF32, whose range is that of f32, so that no state is too large. Scores beyond what f16 holds are taken over a
 * power of two. Everything is added in a fixed order, so that the bits are the same each time.
 *
 * Segments end with the input, and what the first lacks is zeros before its first step: then only the decay of the first state has to
 * know how many steps there really are.
 */
import { type DeviceLimits, FeatureMissingError } from '@verbatim/gpu';
import { assertSharedBytes } from './cuda-shared-bytes.js';
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
 * @throws FeatureMissingError for f32 and wider heads, and where a block has less shared memory than the plan takes.
 */
export function retentionCudaPlan(
  kind: RetentionKind,
  shape: RetentionShape,
  precision: Precision,
  limits: Pick<DeviceLimits, 'maxWorkgroupStorage'>,
  groups: RetentionGroups = retentionGroups(shape),
): readonly PlanStep[] {
  const { heads, keyDim, valueDim } = shape;
  if (precision !== 'f16' || keyDim > WIDTH || valueDim > WIDTH) {
    const asked = `${kind.name} in ${precision}, keys of ${keyDim} and values of ${valueDim} numbers`;
    throw new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there is f16, keys and values of at most ${WIDTH})`);
  }
  assertSharedBytes(kind.name, Math.max(ADDED_BYTES, OUTPUT_BYTES), limits);
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
