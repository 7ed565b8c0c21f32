/** Every kernel on every adapter, against its reference and against the other adapters. */
import { GPUJS_MODES } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { checkKernel, compareOutputs, referenceOf, runCase } from './check-kernel.js';
import { ALLOWED_SKIPS, gpuJsDevice, missingFeature, webgpuDevice } from './devices.testing.js';
import type { Tensors } from './kernel-definition.js';
import { kernelSuites } from './suites.js';

describe.each(kernelSuites.map((suite) => [suite.definition.name, suite] as const))(
  '%s',
  (_, { definition, cases }) => {
    const modes = definition.perOutputPlan === undefined ? [] : GPUJS_MODES;
    describe.each(cases().map((kernelCase) => [kernelCase.name, kernelCase] as const))('on %s', (_name, kernelCase) => {
      let webgpu: Tensors | undefined;
      let reference: Tensors | undefined;
      const wanted = () => {
        reference ??= referenceOf(definition, kernelCase, 'f32');
        return reference;
      };
      const byWebgpu = async () => {
        webgpu ??= await runCase(await webgpuDevice(), definition, kernelCase, 'f32');
        return webgpu;
      };

      it.for(definition.precisions)('equals its reference in %s', async (precision, { skip }) => {
        const device = await webgpuDevice();
        const missing = precision === 'f16' ? missingFeature(device, 'shader-f16') : null;
        skip(missing !== null, `needs ${missing}`);
        const found =
          precision === 'f32'
            ? compareOutputs(definition, kernelCase, precision, await byWebgpu(), wanted())
            : await checkKernel(device, definition, kernelCase, precision);
        expect(found).toMatchObject({ passed: true });
      });

      it.for(modes)('equals its reference and WebGPU in f32 by gpu.js, %s', async (mode) => {
        const outputs = await runCase(await gpuJsDevice(mode), definition, kernelCase, 'f32');
        expect(compareOutputs(definition, kernelCase, 'f32', outputs, wanted())).toMatchObject({ passed: true });
        expect(compareOutputs(definition, kernelCase, 'f32', outputs, await byWebgpu())).toMatchObject({
          passed: true,
        });
      });
    });
  },
);

it('skips only for features that the software adapter is known to lack', async () => {
  const { info } = await webgpuDevice();
  const lacking = ['timestamp-query', 'subgroups', ...ALLOWED_SKIPS].filter((name) => !info.features.includes(name));
  expect(lacking).toEqual(info.kind === 'software' ? [...ALLOWED_SKIPS] : []);
});
