import { describe, expect, it } from 'vitest';
import { attentionPrefillSuite, randomAttention } from './attention-prefill.cases.js';
import { attentionPrefill, attentionPrefillSquarePlan } from './attention-prefill.js';
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';
import { hasPrefillSquare, prefillsBySquares } from './attention-prefill-square.js';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel, compareTensors, runCase } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';

/** The kernel for shapes of any length. */
const square: KernelDefinition<AttentionPrefillShape> = {
  ...attentionPrefill,
  plan: (shape, _, context) => attentionPrefillSquarePlan(shape, context),
};
const cases = attentionPrefillSuite.longCases!();
const caseOf = (name: string) => cases.find((one) => one.name === name)!;
const large: AttentionPrefillShape = { heads: 16, keys: 4096, keyDim: 64, scale: 0.125, bias: 'full' };

describe('prefill by 8 x 8 scores a thread', () => {
  it.each(cases)('equals its reference on $name', async (one) => {
    expect(await checkKernel(await webgpuDevice(), square, one, 'f32')).toMatchObject({ passed: true });
  });

  it('folds more workgroups than a dimension has', async () => {
    const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 4 });
    const shape: AttentionPrefillShape = { ...large, heads: 5, keys: 136 };
    const one = { name: 'fold', shape, inputs: randomAttention(shape) };
    expect(attentionPrefillSquarePlan(shape, device.info)[0]!.workgroups).toEqual([4, 3, 1]);
    expect(await checkKernel(device, square, one, 'f32')).toMatchObject({ passed: true });
  });

  it.each([
    [
      'a query sees the key after its own',
      'heads of 64, L = 129',
      'key + 4u <= vec4u(position + 3u)',
      'key + 4u <= vec4u(position + 4u)',
    ],
    ['a query is read in place of its neighbour', 'heads of 64, L = 129', 'min(q_row + 5u, ', 'min(q_row + 4u, '],
    [
      'the total is not scaled',
      'heads of 64, L = 129',
      'total1 = fma(total1, shrink1,',
      'total1 = fma(total1, vec4f(1.0),',
    ],
    ['what was summed is not scaled', 'heads of 64, L = 129', 'o6_1 *= shrink1.z;', ''],
    ['keys are read a row late', 'heads of 64, L = 129', '+ min(row, 128u)', '+ row + 1u'],
    [
      'weights are left where others are read',
      'heads of 64, L = 64',
      'shared_tile[place][2][turn] = s2_1;',
      'shared_tile[place][3][turn] = s2_1;',
    ],
    [
      'scores are scaled before they are subtracted',
      'scores up to 10^11, many of them equal',
      's0_0 = exp2((s0_0 - most0.x) * ',
      's0_0 = exp2(s0_0 * 1.442695 - most0.x * 1.4426951 + 0.0 * ',
    ],
  ] as const)('fails its check when %s', async (_, name, right, wrong) => {
    const changed = withChangedWgsl(square, right, wrong);
    expect((await checkKernel(await webgpuDevice(), changed, caseOf(name), 'f32')).passed).toBe(false);
  });

  it.each([
    [72, Number.NaN],
    [72, Number.POSITIVE_INFINITY],
    [75, Number.NaN],
  ])('keeps a head of %i keys free of a %d in the next one', async (keys, number) => {
    const shape: AttentionPrefillShape = { ...large, heads: 2, keys };
    const inputs = randomAttention(shape);
    inputs.v![keys * 64 + 5] = number;
    const firstHead = async (definition: typeof square) => {
      const { out } = await runCase(await webgpuDevice(), definition, { name: 'two heads', shape, inputs }, 'f32');
      const wanted = attentionPrefill.reference(shape, inputs).out!;
      return compareTensors(out!.subarray(0, keys * 64), wanted.subarray(0, keys * 64));
    };
    const found = await firstHead(square);
    expect(found.notFinite).toBe(0);
    expect(found.relativeNorm).toBeLessThan(1e-5);

    // Rows that end only where the tensor does.
    const unbounded: typeof square = {
      ...square,
      plan: (...args) =>
        square.plan(...args).map((step) => {
          const wgsl = step.program.wgsl!.replaceAll(`head * ${keys}u + ${keys - 1}u)`, `${2 * keys - 1}u)`);
          return { ...step, program: { ...step.program, wgsl } };
        }),
    };
    expect((await firstHead(unbounded)).notFinite).toBe(keys);
  });

  it.each([
    ['f16', {}, {}],
    ['f32', { keyDim: 32, valueDim: 64 }, {}],
    ['f32', { valueDim: 32 }, {}],
    ['f32', { bias: 'alibi' }, {}],
    ['f32', {}, { maxWorkgroupStorage: 16_380 }],
    ['f32', {}, { maxWorkgroupInvocations: 127 }],
  ] as const)('is not for %s, %o, %o', (precision, change, limits) => {
    const device = { limits: { ...SMALL_DEVICE.limits, ...limits } };
    expect(hasPrefillSquare(fullShape(large), 'f32', SMALL_DEVICE)).toBe(true);
    expect(hasPrefillSquare(fullShape({ ...large, ...change }), precision, device)).toBe(false);
  });

  it('is taken from four workgroups for each multiprocessor of a large card on', () => {
    expect(prefillsBySquares(fullShape(large), 'f32', SMALL_DEVICE)).toBe(true);
    expect(prefillsBySquares(fullShape({ ...large, keys: 3968 }), 'f32', SMALL_DEVICE)).toBe(false);
    expect(attentionPrefill.plan(large, 'f32', SMALL_DEVICE)).toEqual(attentionPrefillSquarePlan(large, SMALL_DEVICE));
    expect(wgslOf(attentionPrefill, { ...large, keys: 3968 }, 'f32', SMALL_DEVICE)).not.toContain('shared_tile');
  });

  it('has this WGSL, nested by eights of rows where these are whole', async () => {
    const text = (keys: number, queries: number) => wgslOf(square, { ...large, keys, queries }, 'f32', SMALL_DEVICE);
    await expect(text(200, 136)).toMatchFileSnapshot('__snapshots__/attention-prefill-square.wgsl');
    await expect(text(203, 131)).toMatchFileSnapshot('__snapshots__/attention-prefill-square.odd.wgsl');
  });
});
