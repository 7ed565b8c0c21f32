/** What tests of devices share. */
import { onTestFinished } from 'vitest';
import { openDawn } from './dawn.js';
import type { Device, Program } from './device.js';
import { openGpuJs } from './gpujs.js';
import type { GpuJsDevice } from './gpujs-device.js';
import type { GpuJsMode } from './gpujs-library.js';

/** The software adapter, until the test ends. */
export async function softwareDevice(): Promise<Device> {
  const device = await openDawn('software');
  onTestFinished(() => device.destroy());
  return device;
}

/** A mode of gpu.js, until the test ends. */
export async function gpuJsDevice(mode: GpuJsMode): Promise<GpuJsDevice> {
  const device = await openGpuJs(mode, 'software');
  onTestFinished(() => device.destroy());
  return device;
}

/** Each output is the sum of all inputs times its index plus one. */
export function sums(count: number): Program {
  return {
    name: 'sums',
    wgsl: `@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${count}u) { return; }
  var sum = 0.0;
  for (var i = 0u; i < ${count}u; i++) { sum += input[i]; }
  output[id.x] = sum * f32(id.x + 1u);
}`,
    cuda: {
      source: `extern "C" __global__ void sums(const float *input, float *output) {
  const unsigned int i = blockIdx.x * 64 + threadIdx.x;
  if (i >= ${count}u) { return; }
  float sum = 0.0f;
  for (unsigned int j = 0; j < ${count}u; j++) { sum += input[j]; }
  output[i] = sum * (float)(i + 1);
}`,
      entry: 'sums',
      threads: [64, 1, 1],
    },
    perOutput: {
      kernel: function (input: Float32Array) {
        let sum = 0;
        for (let i = 0; i < this.constants.count; i++) {
          sum += input[i]!;
        }
        return sum * (this.thread.x + 1);
      },
      constants: { count },
      outputs: count,
    },
  };
}

/** Runs `sums` on 1 … count. */
export async function runSums(device: Device, count: number): Promise<number[]> {
  const size = 4 * count;
  const input = await device.createBuffer({ label: 'input', purpose: 'activations', size });
  const output = await device.createBuffer({ label: 'output', purpose: 'activations', size });
  const program = await device.compile(sums(count));
  device.write(
    input,
    Float32Array.from({ length: count }, (_, i) => i + 1),
  );
  device.poison(output);
  device.submit([{ program, bindings: [input, output], workgroups: [Math.ceil(count / 64), 1, 1] }]);
  const result = [...new Float32Array(await device.read(output))];
  input.destroy();
  output.destroy();
  return result;
}

/** What `runSums` must give, exactly: all numbers are small integers. */
export function expectedSums(count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((count * (count + 1)) / 2) * (i + 1));
}
