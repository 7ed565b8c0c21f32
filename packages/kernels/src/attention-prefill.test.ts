import type { DeviceLimits } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { NO_WINDOW } from './attention-bias.js';
import { attentionCases, attentionPrefillSuite, randomAttention } from './attention-prefill.cases.js';
import { ATTENTION_TILES, attentionPrefill, attentionPrefillPlan, attentionTileFor } from './attention-prefill.js';
import { attentionPrefillNaive } from './attention-prefill-naive.js';
import { type AttentionPrefillShape, attentionPrefillCost } from './attention-prefill-shape.js';
import type { AttentionTile } from './attention-prefill-tile.js';
import { checkKernel } from './check-kernel.js';
import { missingFeature, webgpuDevice, withLimits } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { prepareKernel } from './prepare.js';

const WINDOWS = [40, NO_WINDOW];
const small: AttentionPrefillShape = { heads: 2, keys: 150, keyDim: 32, scale: 0.5, bias: 'hard-alibi' };
const large: AttentionPrefillShape = { heads: 16, keys: 16_384, keyDim: 64, scale: 0.125, bias: 'full' };
const limits = (maxWorkgroupStorage: number): { limits: DeviceLimits } => ({
  limits: {
    maxBufferSize: 2 ** 30,
    maxBindingSize: 2 ** 30,
    maxBindings: 8,
    maxWorkgroupInvocations: 256,
    maxWorkgroupStorage,
    maxWorkgroupsPerDimension: 65_535,
    maxOutputs: null,
  },
});

/** The kernel with one tile for all shapes, and its text changed. */
function withTile(
  tile: AttentionTile,
  change: (wgsl: string) => string = (wgsl) => wgsl,
): KernelDefinition<AttentionPrefillShape> {
  return {
    ...attentionPrefill,
    plan: (shape, precision, context) =>
      attentionPrefillPlan(shape, precision, context, tile).map((step) => ({
        ...step,
        program: { ...step.program, wgsl: change(step.program.wgsl!) },
      })),
  };
}

describe.each(attentionPrefillSuite.longCases!().map((one) => [one.name, one] as const))('on %s', (_, long) => {
  it.for(attentionPrefill.precisions)('equals its reference in %s', async (precision, { skip }) => {
    const device = await webgpuDevice();
    const missing = precision === 'f16' ? missingFeature(device, 'shader-f16') : null;
    skip(missing !== null, `needs ${missing}`);
    expect(await checkKernel(device, attentionPrefill, long, precision)).toMatchObject({ passed: true });
  });
});

describe('a tile', () => {
  const others: readonly AttentionTile[] = [
    { queries: 64, keys: 64, rows: 4 },
    { queries: 32, keys: 64, rows: 4 },
  ];
  it.each([...ATTENTION_TILES, ...others])('of $queries x $keys by $rows rows gives the reference', async (tile) => {
    const inputs = randomAttention(small, { windows: WINDOWS });
    const result = await checkKernel(
      await webgpuDevice(),
      withTile(tile),
      { name: 'windows', shape: small, inputs },
      'f32',
    );
    expect(result).toMatchObject({ passed: true });
  });

  it.each([
    [49_152, large, { queries: 64, keys: 64, rows: 8 }],
    [32_768, large, { queries: 64, keys: 32, rows: 4 }],
    [49_152, { ...large, keyDim: 128 }, { queries: 32, keys: 32, rows: 4 }],
    [49_152, small, { queries: 8, keys: 32, rows: 1 }],
  ])('for %i shared bytes is the largest that fits and keeps the device busy', (shared, shape, tile) => {
    expect(attentionTileFor(shape, limits(shared))).toEqual(tile);
  });

  it('for heads of 96 fits into the 16 KiB that every device has, and for heads of 128 does not', () => {
    const heads = (keyDim: number) => () => attentionTileFor({ ...large, keyDim }, limits(16_384));
    expect(heads(96)()).toEqual({ queries: 8, keys: 32, rows: 1 });
    expect(heads(100)).toThrow('maxComputeWorkgroupStorageSize = 17024');
    expect(heads(128)).toThrow('maxComputeWorkgroupStorageSize = 21504');
  });

  it('that fits nowhere is refused with the limit', () => {
    expect(() => attentionTileFor({ ...large, keyDim: 256 }, limits(16_384))).toThrow(
      'attention-prefill with keys of 256 and values of 256 numbers needs maxComputeWorkgroupStorageSize = 41984; this device allows 16384',
    );
  });
});

describe('the check fails', () => {
  const tile = ATTENTION_TILES.at(-1)!;
  const [{ shape, inputs, name }] = [attentionCases().find((one) => one.name === 'codes that copy')!];
  it.each([
    ['the query does not see its own key', '(keys <= vec4u(position0))', '(keys < vec4u(position0))'],
    [
      'one key in four is read in place of its neighbour',
      'k_at(head, start + 4u * quad + 3u',
      'k_at(head, start + 4u * quad + 2u',
    ],
    ['the sums are not shrunk', 'total0 = fma(total0, shrink0,', 'total0 = fma(total0, vec4f(1.0),'],
    ['the first step is left out', 'let first_step = 0u;', 'let first_step = 1u;'],
  ])('when %s', async (_, right, wrong) => {
    let changes = 0;
    const corrupted = withTile(tile, (wgsl) => {
      changes += wgsl.split(right).length - 1;
      return wgsl.replace(right, wrong);
    });
    const result = await checkKernel(await webgpuDevice(), corrupted, { name, shape, inputs }, 'f32');
    expect(changes).toBe(1);
    expect(result.passed).toBe(false);
  });
});

describe('the generated WGSL', () => {
  const shape: AttentionPrefillShape = { heads: 2, keys: 100, keyDim: 16, valueDim: 8, bias: 'hard-alibi' };
  const text = (precision: 'f32' | 'f16', of: AttentionPrefillShape = shape) =>
    attentionPrefillPlan(of, precision, limits(32_768), { queries: 16, keys: 32, rows: 2 })[0]!.program.wgsl!;

  it('is as it was', async () => {
    await expect(text('f32')).toMatchFileSnapshot('__snapshots__/attention-prefill.f32.wgsl');
    await expect(text('f32', { ...shape, bias: 'alibi', keys: 96 })).toMatchFileSnapshot(
      '__snapshots__/attention-prefill.alibi.f32.wgsl',
    );
    await expect(text('f16')).toMatchFileSnapshot('__snapshots__/attention-prefill.f16.wgsl');
  });

  it('in f16 differs only in what is stored', () => {
    expect(text('f16')).toBe(
      text('f32').replace('alias Stored = vec4<f32>;', 'enable f16;\nalias Stored = vec4<f16>;'),
    );
  });
});

describe('cost', () => {
  it('counts a multiply-add of each number of each visible pair as two', () => {
    // 2 heads of 150 queries: a window of 40 sees 40·41/2 + 110·40 pairs, none sees 150·151/2.
    const pairs = (40 * 41) / 2 + 110 * 40 + (150 * 151) / 2;
    expect(attentionPrefillCost(small, 'f32', WINDOWS)).toEqual({
      flops: 2 * (32 + 32) * pairs,
      bytesRead: 4 * (3 * 2 * 150 * 32 + 2),
      bytesWritten: 4 * 2 * 150 * 32,
    });
  });

  it('is 2·2·L²/2·d·heads and a little at the benchmark shape', () => {
    const { flops } = attentionPrefill.cost(large, 'f32');
    expect(flops / (2 * 2 * (16_384 ** 2 / 2) * 64 * 16)).toBeCloseTo(1, 3);
  });
});

describe('shape', () => {
  it.each([
    [{ heads: 0 }, 'heads 0: accepted are whole numbers from 1 to 65535'],
    [{ keys: 2 ** 24 + 1 }, 'keys 16777217: accepted are whole numbers from 1 to 16777216'],
    [{ queries: 151 }, 'queries 151: accepted are whole numbers from 1 to 150'],
    [{ queries: 100, queryOffset: 51 }, 'queryOffset 51: accepted are whole numbers from 0 to 50'],
    [{ keyDim: 6 }, 'keyDim 6: accepted are multiples of 4'],
    [{ valueDim: 0 }, 'valueDim 0: accepted are multiples of 4'],
    [{ scale: 0 }, 'scale 0: accepted are numbers from 1e-6 to below 1e6'],
    [{ scale: 9e-7 }, 'scale 9e-7: accepted are numbers from 1e-6 to below 1e6'],
    [{ scale: 1e6 }, 'scale 1000000: accepted are numbers from 1e-6 to below 1e6'],
    [{ bias: 'rope' as 'full' }, 'bias rope: accepted are full, hard-alibi, alibi'],
  ])('%o is refused in one line', (change, message) => {
    expect(() => attentionPrefill.assertShape({ ...small, ...change })).toThrow(new RangeError(message));
  });

  it('with the least scale gives the reference', async () => {
    const shape: AttentionPrefillShape = { ...small, scale: 1e-6, bias: 'full' };
    const one = { name: 'least scale', shape, inputs: randomAttention(shape) };
    expect(await checkKernel(await webgpuDevice(), attentionPrefill, one, 'f32')).toMatchObject({ passed: true });

    const scaleless = { ...one, shape: { ...shape, scale: 1e-30 } };
    const anyScale = { ...attentionPrefill, assertShape: () => {} };
    expect((await checkKernel(await webgpuDevice(), anyScale, scaleless, 'f32')).passed).toBe(false);
  });
});

describe('memory', () => {
  const scratch = async (definition: KernelDefinition<AttentionPrefillShape>, keys: number) => {
    const device = await webgpuDevice();
    const prepared = await prepareKernel(device, definition, { ...small, keys, bias: 'full' });
    const bytes = device.ledger.live.scratch;
    prepared.destroy();
    return bytes;
  };

  it('is none beside inputs and outputs when tiled, and grows with L² when naive', async () => {
    expect(await scratch(attentionPrefill, 128)).toBe(0);
    expect(await scratch(attentionPrefillNaive, 64)).toBe(2 * (64 * 64 + 2 * 64) * 4);
    expect(await scratch(attentionPrefillNaive, 128)).toBe(2 * (128 * 128 + 2 * 128) * 4);
  });

  it.each([
    [attentionPrefill, 150 * 32 * 4],
    [attentionPrefillNaive, 150 * 150 * 4],
  ])('larger than a binding is split by heads, each with its own window: $name', async (definition, maxBindingSize) => {
    const device = withLimits(await webgpuDevice(), { maxBindingSize });
    const inputs = randomAttention(small, { windows: WINDOWS });
    const prepared = await prepareKernel(device, definition, small);
    expect(prepared.groups).toBe(2);
    prepared.destroy();
    const result = await checkKernel(device, definition, { name: 'split', shape: small, inputs }, 'f32');
    expect(result).toMatchObject({ passed: true });
  });
});

it('folds more workgroups than a dimension has', async () => {
  const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 7 });
  const shape: AttentionPrefillShape = { heads: 5, keys: 67, keyDim: 4, bias: 'full' };
  for (const definition of [attentionPrefill, attentionPrefillNaive]) {
    const result = await checkKernel(
      device,
      definition,
      { name: 'fold', shape, inputs: randomAttention(shape) },
      'f32',
    );
    expect(result).toMatchObject({ passed: true });
  }
});
