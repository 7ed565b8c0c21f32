/** What tests of the recurrences share. */
import type { DeviceLimits } from '@verbatim/gpu';
import { expect } from 'vitest';
import { checkKernel, type KernelCase, runCase } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import type { KernelDefinition, Precision, Tensors } from './kernel-definition.js';
import { prepareKernel } from './prepare.js';

/** Limits to make plans for, of no device in particular. */
export const LIMITS: DeviceLimits = {
  maxBufferSize: 2 ** 30,
  maxBindingSize: 2 ** 30,
  maxBindings: 8,
  maxWorkgroupInvocations: 256,
  maxWorkgroupStorage: 32_768,
  maxWorkgroupsPerDimension: 65_535,
  maxOutputs: null,
};

/** All programs of a plan, as one text. */
export function wgslOf<S extends object>(
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision = 'f32',
  limits: Partial<DeviceLimits> = {},
): string {
  const steps = definition.plan(shape, precision, { limits: { ...LIMITS, ...limits }, features: [] });
  const programs = [...new Set(steps.map(({ program }) => program))];
  return programs.map(({ name, wgsl }) => `// ${name}\n${wgsl}`).join('\n');
}

/** Asserts that a case, which passes elsewhere, fails once `right` is `wrong` in every program that has it. */
export async function expectToCatch<S extends object>(
  definition: KernelDefinition<S>,
  kernelCase: KernelCase<S>,
  [right, wrong]: readonly [string, string],
): Promise<void> {
  const changed = new Map<object, object>();
  const corrupted: KernelDefinition<S> = {
    ...definition,
    plan: (...args) =>
      definition.plan(...args).map((step) => {
        const text = step.program.wgsl!;
        if (text.includes(right) && !changed.has(step)) {
          changed.set(step, { ...step, program: { ...step.program, wgsl: text.replaceAll(right, wrong) } });
        }
        return (changed.get(step) as typeof step) ?? step;
      }),
  };
  const result = await checkKernel(await webgpuDevice(), corrupted, kernelCase, 'f32');
  expect(changed.size).toBeGreaterThan(0);
  expect(result.passed).toBe(false);
}

/** What a kernel makes of inputs on the WebGPU device. */
export async function outputsOf<S extends object>(
  definition: KernelDefinition<S>,
  shape: S,
  inputs: Tensors,
): Promise<Tensors> {
  return runCase(await webgpuDevice(), definition, { name: 'run', shape, inputs }, 'f32');
}

/** Bytes of scratch that a kernel takes. */
export async function scratchBytes<S extends object>(definition: KernelDefinition<S>, shape: S): Promise<number> {
  const device = await webgpuDevice();
  // Other files of tests share the device, and some leave scratch of their own there.
  const { scratch: before } = device.ledger.live;
  const prepared = await prepareKernel(device, definition, shape);
  const { scratch } = device.ledger.live;
  prepared.destroy();
  return scratch - before;
}
