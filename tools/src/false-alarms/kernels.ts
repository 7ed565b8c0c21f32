/** Small instances of kernels, so that one run takes a fraction of a millisecond even without a GPU. */

import type { Device } from '@verbatim/gpu';
import {
  attentionDecode,
  diagonalScan,
  diagonalScanStep,
  type KernelDefinition,
  linearAttentionStep,
  lstmStep,
  matrixProduct,
  type PreparedKernel,
  prepareKernel,
  retnetStep,
  rnnStep,
  selectiveScanStep,
} from '@verbatim/kernels';
import { randomSource } from '@verbatim/tasks';

/** A kernel in one shape, and where a slowdown is planted, the same in one with more to do. */
export interface Instance<S extends object = object> {
  readonly name: string;
  readonly definition: KernelDefinition<S>;
  readonly shape: S;
  readonly slower?: S;
}

function instance<S extends object>(name: string, definition: KernelDefinition<S>, shape: S, slower?: S): Instance<S> {
  return { name, definition, shape, ...(slower === undefined ? {} : { slower }) };
}

const product = (inner: number) => ({ rows: 64, inner, columns: 64 });
const heads = { heads: 8, keyDim: 32, valueDim: 32 };

/** Kernels that differ in how they are bound and in how many programs a run takes; those that compile fast. */
// biome-ignore lint/suspicious/noExplicitAny: each is used with shapes of its own.
export const INSTANCES: readonly Instance<any>[] = [
  instance('attention-decode, 128 keys', attentionDecode, { heads: 2, capacity: 128, keyDim: 32 }),
  instance('diagonal-scan, length 256', diagonalScan, { length: 256, channels: 16 }),
  instance('diagonal-scan-step, 16,384 channels', diagonalScanStep, { channels: 16_384 }),
  instance('selective-scan-step, 512 channels', selectiveScanStep, { channels: 512, states: 16 }),
  instance('linear-attention-step, 8 heads', linearAttentionStep, { ...heads, featureMap: 'elu+1' }),
  instance('retnet-step, 8 heads', retnetStep, heads),
  instance('lstm-step, hidden 64', lstmStep, { hidden: 64 }, { hidden: 68 }),
  instance('rnn-step, hidden 128', rnnStep, { hidden: 128 }, { hidden: 136 }),
  instance('diagonal-scan-step, 65,536 channels', diagonalScanStep, { channels: 65_536 }),
  instance('matrix-product, inner 64', matrixProduct, product(64)),
  instance('matrix-product, inner 128', matrixProduct, product(128)),
  instance('matrix-product, inner 512', matrixProduct, product(512)),
  instance('matrix-product, inner 256', matrixProduct, product(256), product(288)),
];

/** Operations of the slower shape over those of the other; 1 where nothing is planted. */
export function workOf({ definition, shape, slower }: Instance): number {
  return slower === undefined ? 1 : definition.cost(slower, 'f32').flops / definition.cost(shape, 'f32').flops;
}

/** The kernel on a device, its inputs seeded numbers of at most 1, or the count of keys where a tensor holds one. */
export async function prepared<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
): Promise<PreparedKernel> {
  const kernel = await prepareKernel(device, definition, shape);
  for (const [seed, { name, role, dtype, shape: sizes }] of definition.tensors(shape, 'f32').entries()) {
    if (role !== 'input') continue;
    const count = sizes.reduce((a, b) => a * b, 1);
    kernel.write(name, dtype === 'u32' ? [(shape as { capacity?: number }).capacity ?? 0] : numbers(seed, count));
  }
  await device.finish();
  return kernel;
}

/** Multiples of 2^-9 from -1 to 1. */
function numbers(seed: number, count: number): Float32Array {
  return Float32Array.from(randomSource(seed, 'false alarms').letters(count, 1025), (letter) => (letter - 512) / 512);
}
