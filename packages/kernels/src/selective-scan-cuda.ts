/**
 * The selective scan on CUDA, in two launches. Segments of the length run at once, all but the first from a state of zero, and
 * write their outputs; then what each really starts from is added to these as far as it lasts. So each exponential is taken once, and
 * once more near the beginning of a segment, and x, Δ and y pass memory once.
 *
 * How far a state lasts is computed and not assumed, and leaving out the rest changes no bit of an output. Where it lasts for ever, all
 * is added, which takes about twice as long. What f32 must hold where states grow is said in `selective-scan.ts`.
 */
import type { CudaForm, CudaTensorMap, DeviceLimits } from '@verbatim/gpu';
import { assertSharedBytes } from './cuda-shared-bytes.js';
import type { PlanStep } from './kernel-definition.js';
import type { SelectiveScanShape } from './selective-scan.js';
import {
  SELECTIVE_SCAN_TUNING,
  type SelectiveScanLayout,
  type SelectiveScanTuning,
  selectiveScanLayout,
} from './selective-scan-cuda-layout.js';
import { selectiveScanStartsCuda } from './selective-scan-cuda-starts-text.js';
import { selectiveScanSegmentsCuda } from './selective-scan-cuda-text.js';

const WARP = 32;

/** How many numbers of scratch the plan takes, in the tensor `carries`. */
export function selectiveScanCudaScratch(shape: SelectiveScanShape): number {
  return selectiveScanLayout(shape).scratch;
}

/**
 * The plan for all shapes, which needs compute capability 9.0, and shared memory as `sharedBytes` of the layout says.
 *
 * @throws FeatureMissingError where a block has less: from 8 states on, with 128 channels, more is needed than 99 KiB.
 */
export function selectiveScanCudaPlan(
  shape: SelectiveScanShape,
  limits: Pick<DeviceLimits, 'maxWorkgroupStorage'>,
  tuning: SelectiveScanTuning = SELECTIVE_SCAN_TUNING,
): readonly PlanStep[] {
  const layout = selectiveScanLayout(shape, tuning);
  const { channels, segments, groups, threads, sharedBytes, byCopies, startWarps } = layout;
  assertSharedBytes(`selective-scan with ${shape.states} states`, sharedBytes, limits);
  const program = (name: string, cuda: CudaForm) => ({
    name: `selective-scan ${name}`,
    cuda,
    features: ['cuda-sm-90'],
  });
  return [
    {
      program: program('segments', {
        source: selectiveScanSegmentsCuda(layout),
        entry: 'selective_scan_segments',
        // And a warp for the copies.
        threads: [byCopies ? threads + WARP : threads, 1, 1],
        sharedBytes,
        tensorMaps: byCopies ? rowsMaps(layout) : [],
      }),
      tensors: ['x', 'delta', 'a', 'b', 'c', 'd', 'state', 'carries', 'out'],
      workgroups: [segments * groups, 1, 1],
    },
    {
      program: program('starts', {
        source: selectiveScanStartsCuda(layout),
        entry: 'selective_scan_starts',
        threads: [WARP * startWarps, 1, 1],
      }),
      tensors: ['delta', 'a', 'c', 'carries', 'state', 'out'],
      // All in x, where a grid may be larger than in y.
      workgroups: [segments * Math.ceil(channels / WARP), 1, 1],
    },
  ];
}

/** x, Δ, B, C and the outputs, a tile's steps at once, of the channels of a block or of all states. */
function rowsMaps({ length, channels, states, group, tuning }: SelectiveScanLayout): CudaTensorMap[] {
  const rows = (binding: number, width: number, atOnce: number): CudaTensorMap => ({
    binding,
    dtype: 'f32',
    sizes: [width, length],
    strides: [4 * width],
    box: [atOnce, tuning.steps],
    swizzle: 'none',
  });
  return [
    rows(0, channels, group),
    rows(1, channels, group),
    rows(3, states, states),
    rows(4, states, states),
    rows(8, channels, group),
  ];
}
