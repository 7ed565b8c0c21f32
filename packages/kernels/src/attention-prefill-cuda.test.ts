import { FeatureMissingError, findCudaCompiler } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { attentionPrefillSuite } from './attention-prefill.cases.js';
import { attentionPrefill } from './attention-prefill.js';
import {
  attentionPrefillCudaPlan,
  LARGE_TILE,
  type PrefillTile,
  prefillTileFor,
  SMALL_TILE,
} from './attention-prefill-cuda.js';
import type { AttentionPrefillShape } from './attention-prefill-shape.js';
import { SMALL_DEVICE } from './changed-wgsl.testing.js';
import { checkKernel, runCase } from './check-kernel.js';
import { changedDevice, cudaDevice, webgpuDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { planFor, prepareKernel } from './prepare.js';

const large: AttentionPrefillShape = { heads: 16, keys: 16_384, keyDim: 64, scale: 0.125, bias: 'full' };
const TILES = { small: SMALL_TILE, large: LARGE_TILE };
const cases = attentionPrefillSuite.longCases!();
const compiler = await findCudaCompiler([9, 0]);

function planOf(shape: AttentionPrefillShape, tile = prefillTileFor(shape)) {
  const [step] = attentionPrefillCudaPlan(shape, tile);
  return { ...step!, form: step!.program.cuda! };
}

/** The kernel with one tile for all shapes, and `right` replaced by `wrong` in its text. */
function withTile(tile: PrefillTile, right = '', wrong = ''): KernelDefinition<AttentionPrefillShape> {
  return {
    ...attentionPrefill,
    cudaPlan: (shape) =>
      attentionPrefillCudaPlan(shape, tile).map((step) => {
        const cuda = step.program.cuda!;
        if (right !== '' && cuda.source.split(right).length !== 2) throw new Error(`${right} does not occur once`);
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      }),
  };
}

describe('attention prefill in CUDA C++', () => {
  it('is one launch of as many blocks as a card holds, and maps of what is copied at once', () => {
    const { form, tensors, workgroups } = planOf(large);
    expect([workgroups, form.threads, form.sharedBytes]).toEqual([[132, 1, 1], [512, 1, 1], 91_223]);
    expect(tensors).toEqual(['q', 'k', 'v', 'out']);
    const map = { dtype: 'f16', sizes: [64, 16_384, 16], strides: [128, 2_097_152], swizzle: '128B' };
    expect(form.tensorMaps).toEqual([
      { ...map, binding: 0, box: [64, 192, 1] },
      { ...map, binding: 1, box: [64, 128, 1] },
      { ...map, binding: 2, box: [64, 128, 1] },
    ]);
  });

  it('has tiles for fewer queries than keys, and small ones where large ones would be few', () => {
    const { form, workgroups } = planOf({ ...large, heads: 3, keys: 1000, queries: 70, queryOffset: 7 });
    expect([workgroups, form.threads, form.sharedBytes]).toEqual([[6, 1, 1], [256, 1, 1], 74_839]);
    expect(form.tensorMaps!.map(({ sizes, strides, box }) => [sizes, strides, box])).toEqual([
      [
        [64, 70, 3],
        [128, 8960],
        [64, 64, 1],
      ],
      [
        [64, 1000, 3],
        [128, 128_000],
        [64, 128, 1],
      ],
      [
        [64, 1000, 3],
        [128, 128_000],
        [64, 128, 1],
      ],
    ]);
    expect(form.source).toContain('HEADS = 3, QUERIES = 70, KEYS = 1000, QUERY_OFFSET = 7;');
  });

  it.each([
    [256, 'small', 64],
    [1024, 'small', 256],
    [1920, 'small', 264],
    [1921, 'large', 132],
    [2048, 'large', 132],
    [131_072, 'large', 132],
  ] as const)('takes at L = %i the %s tile and %i blocks', (keys, tile, blocks) => {
    expect(prefillTileFor({ ...large, keys })).toBe(TILES[tile]);
    expect(planOf({ ...large, keys }).workgroups).toEqual([blocks, 1, 1]);
  });

  it('gives each tile a block where there are enough, and works on as many heads at once as the cache holds', () => {
    const eachAndHeads = (keys: number) =>
      /HEADS_AT_ONCE = (\d+);\nconstexpr bool BLOCK_EACH = (\w+);/
        .exec(planOf({ ...large, keys }).form.source)!
        .slice(1);
    expect([1024, 3072, 16_384, 131_072].map(eachAndHeads)).toEqual([
      ['16', 'true'],
      ['16', 'false'],
      ['6', 'false'],
      ['1', 'false'],
    ]);
  });

  it.each(Object.entries(TILES))('has a %s tile that takes no more than a multiprocessor has', (_, tile) => {
    const { resident, warpgroups, producerRegisters, consumerRegisters } = tile;
    expect(resident * 128 * (producerRegisters + warpgroups * consumerRegisters)).toBe(65_536);
    // 1,024 bytes of each block are the system's.
    expect(resident * (planOf(large, tile).form.sharedBytes! + 1024)).toBeLessThanOrEqual(228 * 1024);
  });

  it.each([
    ['f32', { keyDim: 32 }, 'attention-prefill in f32, keys of 32 and values of 32 numbers, bias full'],
    ['f16', { keyDim: 32, valueDim: 64 }, 'attention-prefill in f16, keys of 32 and values of 64 numbers, bias full'],
    ['f16', { valueDim: 128 }, 'attention-prefill in f16, keys of 64 and values of 128 numbers, bias full'],
    ['f16', { bias: 'alibi' }, 'attention-prefill in f16, keys of 64 and values of 64 numbers, bias alibi'],
  ] as const)('refuses %s and %o, and says what it has', async (precision, change, asked) => {
    const device = await webgpuDevice();
    const cuda = changedDevice(device, { info: { ...device.info, api: 'cuda' } });
    const plan = (shape: AttentionPrefillShape) => () => planFor(cuda, attentionPrefill, shape, precision);
    expect(plan({ ...large, ...change })).toThrow(
      new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there are keys and values of 64, bias full)`),
    );
  });

  it('has this text', async () => {
    const shape: AttentionPrefillShape = { heads: 3, keys: 1000, queries: 500, keyDim: 64, bias: 'full' };
    await expect(planOf(shape, LARGE_TILE).form.source).toMatchFileSnapshot('__snapshots__/attention-prefill.f16.cu');
  });

  it.skipIf(typeof compiler === 'string').each(Object.entries(TILES))('compiles with its %s tile', (name, tile) => {
    if (typeof compiler === 'string') throw new Error(compiler);
    const { source } = planOf(large, tile).form;
    const declared = 'struct alignas(64) CUtensorMap { unsigned long long opaque[16]; };';
    expect(compiler.compile(name, `${declared} ${source}`).length).toBeGreaterThan(10_000);
    expect(() => compiler.compile(name, source)).toThrow('CUtensorMap');
  });
});

const WRONG: readonly (readonly [what: string, right: string, wrong: string])[] = [
  ['a query sees the key after its own', 'key > seen + 8 * row', 'key > seen + 1 + 8 * row'],
  ['weights that are too large are not noticed', '> MOST)', '> 1e38f)'],
  ['sums of weights are not brought to a new peak', 'rows.sum[r] *= shrink;', ''],
  ['large scores are multiplied before their peak is subtracted', '> LARGE);', '> 1e38f);'],
  ['means are stored a row late', 'work.head, firstRow + row);', 'work.head, firstRow + row + 1);'],
];

it.each(WRONG)('the text has that of which %s', (_, right, wrong) => {
  const { limits } = SMALL_DEVICE;
  for (const tile of Object.values(TILES)) {
    expect(() => withTile(tile, right, wrong).cudaPlan!(large, 'f16', { limits, features: [] })).not.toThrow();
  }
});

/** Tiles as they are, and with so few blocks that each takes many. */
const TRIED = Object.entries(TILES).flatMap(([name, tile]) => [
  { name, tile },
  { name: `${name}, few blocks`, tile: { ...tile, blocks: 2 } },
]);

describe.skipIf(withoutCuda !== null).each(TRIED)('on a card, with the tile $name', ({ tile }) => {
  it.each(cases)('equals its reference on $name', async (kernelCase) => {
    expect(await checkKernel(await cudaDevice(), withTile(tile), kernelCase, 'f16')).toMatchObject({ passed: true });
  });

  it.each(WRONG)('fails a check when %s', async (_, right, wrong) => {
    const passed: boolean[] = [];
    for (const kernelCase of cases) {
      passed.push((await checkKernel(await cudaDevice(), withTile(tile, right, wrong), kernelCase, 'f16')).passed);
    }
    expect(passed).toContain(false);
  });

  it('gives the same again, since its counter is left as it was', async () => {
    const [{ shape, inputs }] = cases.slice(3) as [(typeof cases)[number]];
    const kernel = await prepareKernel(await cudaDevice(), withTile(tile), shape, 'f16');
    for (const [name, numbers] of Object.entries(inputs)) kernel.write(name, numbers);
    const outputs: Float64Array[] = [];
    for (let run = 0; run < 3; run++) {
      kernel.poison();
      kernel.run();
      outputs.push(await kernel.read('out'));
    }
    kernel.destroy();
    expect(outputs[0]!.every(Number.isFinite)).toBe(true);
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
  });

  it('gives NaN to each query that sees a NaN, and to no other', async () => {
    const shape: AttentionPrefillShape = { ...large, heads: 2, keys: 400 };
    const [{ inputs }] = cases.filter(({ name }) => name === 'heads of 64, L = 450') as [(typeof cases)[number]];
    const of = (name: string) => inputs[name]!.slice(0, 2 * 400 * 64);
    const k = of('k');
    // The first head's key 130.
    k[130 * 64 + 5] = Number.NaN;
    const { out } = await runCase(
      await cudaDevice(),
      withTile(tile),
      { name: 'a NaN', shape, inputs: { q: of('q'), k, v: of('v') } },
      'f16',
    );
    const rowsWith = (test: (number: number) => boolean) =>
      Array.from({ length: 2 * 400 }, (_, row) => out!.subarray(64 * row, 64 * row + 64).every(test));
    const seeing = Array.from({ length: 2 * 400 }, (_, row) => row >= 130 && row < 400);
    expect(rowsWith(Number.isNaN)).toEqual(seeing);
    expect(rowsWith(Number.isFinite)).toEqual(seeing.map((sees) => !sees));
  });
});
