import { describe, expect, it } from 'vitest';
import { attentionCases } from './attention-prefill.cases.js';
import { attentionPrefillNaive } from './attention-prefill-naive.js';
import type { AttentionPrefillShape } from './attention-prefill-shape.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import type { KernelDefinition, PlanContext, Precision } from './kernel-definition.js';

const shape: AttentionPrefillShape = { heads: 2, keys: 100, keyDim: 16, valueDim: 8, scale: 0.5, bias: 'hard-alibi' };

async function texts(precision: Precision, bias: AttentionPrefillShape['bias'] = 'hard-alibi'): Promise<string[]> {
  const { limits, features } = (await webgpuDevice()).info;
  return attentionPrefillNaive
    .plan({ ...shape, bias }, precision, { limits, features })
    .map(({ program }) => program.wgsl!);
}

describe('the generated WGSL', () => {
  it('is as it was', async () => {
    await expect((await texts('f32')).join('\n')).toMatchFileSnapshot('__snapshots__/attention-prefill-naive.f32.wgsl');
    await expect((await texts('f16')).join('\n')).toMatchFileSnapshot('__snapshots__/attention-prefill-naive.f16.wgsl');
  });

  it('takes the slope of ALiBi off', async () => {
    expect((await texts('f32', 'alibi'))[0]).toContain('product * 0.5 - slopes[head] * f32(position - key)');
  });

  it('in f16 differs only in what is stored', async () => {
    const half = (text: string) => text.replace('alias Stored = vec4<f32>;', 'enable f16;\nalias Stored = vec4<f16>;');
    expect(await texts('f16')).toEqual((await texts('f32')).map(half));
  });
});

describe('the check fails', () => {
  it.each([
    [
      'the query does not see its own key',
      'if (key >= first && key <= position)',
      'if (key >= first && key < position)',
    ],
    ['a tile of scores is left out', 'group.x * 16u > group.y * 16u + 15u', 'group.x * 16u >= group.y * 16u'],
    ['the sum lacks the last thread', 'key += 64u) {\n    total', 'key += 65u) {\n    total'],
  ])('when %s', async (_, right, wrong) => {
    const kernelCase = attentionCases().find(({ name }) => name === 'codes that copy')!;
    let changes = 0;
    const corrupted: KernelDefinition<AttentionPrefillShape> = {
      ...attentionPrefillNaive,
      plan: (of: AttentionPrefillShape, precision: Precision, context: PlanContext) =>
        attentionPrefillNaive.plan(of, precision, context).map((step) => {
          changes += step.program.wgsl!.split(right).length - 1;
          return { ...step, program: { ...step.program, wgsl: step.program.wgsl!.replace(right, wrong) } };
        }),
    };
    const result = await checkKernel(await webgpuDevice(), corrupted, kernelCase, 'f32');
    expect(changes).toBe(1);
    expect(result.passed).toBe(false);
  });
});

it('refuses keys whose tiles are more than a dispatch has', async () => {
  const { limits, features } = (await webgpuDevice()).info;
  expect(() =>
    attentionPrefillNaive.plan({ ...shape, keys: 2 ** 20, queries: 1, keyDim: 4 }, 'f32', { limits, features }),
  ).toThrow('enough for length 1048560');
});
