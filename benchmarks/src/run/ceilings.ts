/** The ceilings that everything is held against, measured in the same run: checked and timed as any kernel is. */
import type { Ceilings } from '@verbatim/bench';
import type { Precision } from '@verbatim/kernels';
import { copySubject, productSubject } from '../subjects/ceilings.js';
import type { KernelSubject } from '../subjects/subject.js';
import { type Bench, measureKernel } from './measure-kernel.js';

/** Numbers copied and the side of the matrices: far beyond a cache on hardware, bearable in software. */
const SIZES = {
  hardware: { copied: 2 ** 28, side: 4096 },
  software: { copied: 2 ** 24, side: 512 },
  quick: { copied: 2 ** 22, side: 256 },
} as const;

/** Where nothing was measured. */
export const NO_CEILINGS: Ceilings = { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } };

/**
 * Measures the ceilings of a device; one that cannot be measured, such as f16 without the feature, or a kernel without a plan for the device, is null.
 *
 * @throws Error when a ceiling's own result is wrong: then nothing can be held against it.
 */
export async function measureCeilings(bench: Bench, quick: boolean): Promise<Ceilings> {
  const { copied, side } = SIZES[quick && bench.device.info.kind === 'software' ? 'quick' : bench.device.info.kind];
  const { api, features } = bench.device.info;
  // The product has no plan in CUDA C++ of its own.
  const product = api !== 'cuda' || productSubject.definition.cudaPlan !== undefined;
  const f16 = product && features.includes('shader-f16');
  return {
    copyGigabytesPerSecond: await rate(bench, copySubject, copied, 'f32', 'bytes'),
    matrixProductTeraflops: {
      f32: product ? await rate(bench, productSubject, side, 'f32', 'flops') : null,
      f16: f16 ? await rate(bench, productSubject, side, 'f16', 'flops') : null,
    },
  };
}

/** Bytes a nanosecond, or thousands of operations a nanosecond. */
async function rate<S extends object>(
  bench: Bench,
  subject: KernelSubject<S>,
  length: number,
  precision: Precision,
  of: 'bytes' | 'flops',
): Promise<number> {
  const shape = subject.shapeAt({}, length);
  const { check, cold, hot } = await measureKernel(bench, { subject, shape, length, precision });
  if (!check!.passed) throw new Error(`the ceiling ${subject.definition.name} in ${precision} came out wrong`);
  const { flops, bytesRead, bytesWritten } = subject.definition.cost(shape, precision);
  return (of === 'bytes' ? bytesRead + bytesWritten : flops / 1000) / (cold ?? hot)!.median;
}
