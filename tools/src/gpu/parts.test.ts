import { type Device, DeviceLostError, FeatureMissingError, openDawn, ShaderError } from '@verbatim/gpu';
import { argmaxReadout, kernelSuites } from '@verbatim/kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJobs } from './check-jobs.js';
import { commitOf, provenance } from './provenance.js';
import { allCases, checkCase, checkRows, lostCase } from './suite-check.js';

const suite = kernelSuites.find(({ definition }) => definition === argmaxReadout)!;
let device: Device;
beforeAll(async () => {
  device = await openDawn();
});
afterAll(() => device.destroy());

describe('checking a case', () => {
  it('tells a wrong kernel, and a fault of the device, without an end to the rest', async () => {
    const [kernelCase] = suite.cases() as [ReturnType<typeof suite.cases>[number]];
    expect(await checkCase(device, suite, kernelCase, 'f32')).toMatchObject({ passed: true, fault: null });
    const reference = argmaxReadout.reference(kernelCase.shape, kernelCase.inputs);
    const off = { ...argmaxReadout, reference: () => mapped(reference, (value) => value + 1) };
    expect(await checkCase(device, { ...suite, definition: off }, kernelCase, 'f32')).toMatchObject({
      passed: false,
      fault: null,
    });
    const refused = {
      ...argmaxReadout,
      plan: () => {
        throw new ShaderError('x', 1, 2, 'no', 'text');
      },
    };
    expect(await checkCase(device, { ...suite, definition: refused }, kernelCase, 'f32')).toMatchObject({
      passed: false,
      fault: 'shader x, line 1, column 2: no in `text`',
    });
  });

  it('makes a row for each kernel and precision, with the largest errors', () => {
    const one = {
      kernel: 'k',
      case: 'a',
      precision: 'f32',
      passed: true,
      worst: 1e-6,
      notFinite: 0,
      fault: null,
    } as const;
    const lost = lostCase(suite, 'b', 'f32', new DeviceLostError('gone'));
    expect(checkRows([{ ...one, relativeNorm: 1e-7 }, { ...one, relativeNorm: 2e-7, passed: false }, lost])).toEqual([
      ['k', 'f32', 'WebGPU', '1 of 2', '2.0e-7', '1.0e-6'],
      [argmaxReadout.name, 'f32', 'WebGPU', '0 of 1', '0.0e+0', '0.0e+0'],
    ]);
    expect(
      checkRows([
        { ...one, relativeNorm: 1e-7 },
        { ...one, relativeNorm: 2e-7, backend: 'cuda' },
      ]),
    ).toEqual([
      ['k', 'f32', 'WebGPU', '1 of 1', '1.0e-7', '1.0e-6'],
      ['k', 'f32', 'CUDA', '1 of 1', '2.0e-7', '1.0e-6'],
    ]);
  });
});

describe('the jobs of a check', () => {
  it('are one a kernel and precision, and one more for CUDA C++ where a kernel has that', () => {
    const decode = kernelSuites.find(({ definition }) => definition.name === 'attention-decode')!;
    expect(checkJobs([suite, decode], false).map(({ backend }) => backend)).not.toContain('cuda');
    expect(checkJobs([suite, decode], true)).toEqual([
      { kernel: 'argmax-readout', precision: 'f32', backend: 'webgpu' },
      ...(['f32', 'f16'] as const).flatMap((precision) =>
        (['webgpu', 'cuda'] as const).map((backend) => ({ kernel: 'attention-decode', precision, backend })),
      ),
    ]);
  });

  it('leave out a shape that CUDA C++ is not for, and nothing on WebGPU', async () => {
    const [kernelCase] = suite.cases() as [ReturnType<typeof suite.cases>[number]];
    const other = {
      ...argmaxReadout,
      plan: () => {
        throw new FeatureMissingError('WGSL', 'another shape');
      },
    };
    const without = { ...suite, definition: other };
    expect(await checkCase(device, without, kernelCase, 'f32', 'cuda')).toBe('not covered');
    expect(await checkCase(device, without, kernelCase, 'f32')).toMatchObject({ passed: false });
    const lacking = () => {
      throw new FeatureMissingError('cuda-sm-90a', 'this kernel');
    };
    const old = { ...suite, definition: { ...argmaxReadout, plan: lacking } };
    await expect(checkCase(device, old, kernelCase, 'f32', 'cuda')).rejects.toThrow('cuda-sm-90a');
  });
});

describe('what a suite is checked on', () => {
  it('is also what is too long for gpu.js', () => {
    const long = kernelSuites.filter(({ longCases }) => longCases !== undefined);
    expect(long.map(({ definition }) => definition.name)).toEqual([
      'attention-prefill',
      'diagonal-scan',
      'retnet',
      'rwkv',
      'selective-scan',
    ]);
    for (const each of long) {
      const names = allCases(each).map(({ name }) => name);
      expect(names.slice(-each.longCases!().length)).toEqual(each.longCases!().map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
    }
    expect(allCases(suite).length).toBe(suite.cases().length);
  });
});

describe('what made a result', () => {
  it('is told by commit and versions, and by versions alone where there is no repository', async () => {
    const { run, commit } = await provenance('command', device.info);
    expect(run.device).toBe(device.info.description);
    expect(Object.keys(run.versions)).toEqual([
      'node',
      '@verbatim/gpu',
      '@verbatim/kernels',
      '@verbatim/transformer',
      'webgpu',
    ]);
    if (commit !== null) expect(commit).toMatch(/^[0-9a-f]{40}( and changes)?$/);
    expect(await commitOf(new URL('file:///'))).toBe(null);
    process.env.VERBATIM_COMMIT = 'the commit of a copy';
    expect((await provenance('command', device.info)).commit).toBe('the commit of a copy');
    delete process.env.VERBATIM_COMMIT;
  });
});

function mapped(tensors: Record<string, Float64Array>, change: (value: number) => number) {
  return Object.fromEntries(Object.entries(tensors).map(([name, numbers]) => [name, numbers.map(change)]));
}
