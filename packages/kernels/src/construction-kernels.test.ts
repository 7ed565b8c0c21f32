/** What the suites cannot say of the kernels that the construction needs. */
import { LimitExceededError } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { argmaxReadoutSuite } from './argmax-readout.cases.js';
import { argmaxReadout } from './argmax-readout.js';
import { checkKernel, type KernelSuite } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { embeddingSuite } from './embedding.cases.js';
import { embedding } from './embedding.js';
import type { KernelDefinition, Precision } from './kernel-definition.js';
import { matrixProductSuite } from './matrix-product.cases.js';
import { matrixProduct } from './matrix-product.js';
import { ngramLookupSuite } from './ngram-lookup.cases.js';
import { mostAdditions, mostRescalings, ngramLookup } from './ngram-lookup.js';
import { ngramStepSuite } from './ngram-lookup-step.cases.js';
import { ngramStep, stepFits } from './ngram-lookup-step.js';
import { prepareKernel } from './prepare.js';
import { tokenGateSuite } from './token-gate.cases.js';
import { tokenGate } from './token-gate.js';
import { windowMeansSuite } from './window-means.cases.js';
import { windowMeans } from './window-means.js';

// biome-ignore lint/suspicious/noExplicitAny: shapes of different kernels are of different types.
type AnyDefinition = KernelDefinition<any>;
// biome-ignore lint/suspicious/noExplicitAny: see above.
type AnySuite = KernelSuite<any>;

const LIMITS = {
  maxBufferSize: 2 ** 28,
  maxBindingSize: 2 ** 27,
  maxBindings: 8,
  maxWorkgroupInvocations: 256,
  maxWorkgroupStorage: 2 ** 14,
  maxWorkgroupsPerDimension: 65_535,
  maxOutputs: null,
};

const STEP = { tokens: 4, heads: 3, slots: 2, width: 3, capacity: 70, scale: 7, steps: 2, threads: 64 };
const LOOKUP = { capacity: 70, chunk: 1, blocks: 2, width: 3, scale: 7 };

describe('the generated WGSL', () => {
  const shown: [string, AnyDefinition, object, Precision, number][] = [
    ['embedding', embedding, { capacity: 8, chunk: 4, tokens: 4, width: 3 }, 'f32', 0],
    ['embedding.f16', embedding, { capacity: 8, chunk: 4, tokens: 4, width: 3 }, 'f16', 0],
    ['window-means', windowMeans, { heads: 3, capacity: 8, chunk: 4, width: 3 }, 'f32', 0],
    ['token-gate', tokenGate, { heads: 3, slots: 2, width: 3, capacity: 8, chunk: 4 }, 'f32', 0],
    ['ngram-lookup-decode', ngramLookup, LOOKUP, 'f32', 0],
    ['ngram-lookup-merge', ngramLookup, LOOKUP, 'f32', 1],
    ['ngram-lookup-tile', ngramLookup, { ...LOOKUP, chunk: 64, tiled: true }, 'f32', 0],
    ['ngram-step', ngramStep, STEP, 'f32', 0],
    ['argmax-readout', argmaxReadout, { tokens: 4, width: 3, chunk: 4, capacity: 8, shift: -2 }, 'f32', 0],
    ['matrix-product', matrixProduct, { rows: 64, inner: 16, columns: 64 }, 'f32', 0],
    ['matrix-product.f16', matrixProduct, { rows: 63, inner: 15, columns: 61 }, 'f16', 0],
  ];
  it.each(shown)('of %s is the one in its file', async (name, definition, shape, precision, step) => {
    const steps = definition.plan(shape, precision, { limits: LIMITS, features: [] });
    await expect(steps[step]!.program.wgsl).toMatchFileSnapshot(`__snapshots__/${name}.wgsl`);
  });

  it('asks for shader-f16 in f16 alone', () => {
    const features = (precision: Precision) =>
      matrixProduct.plan({ rows: 1, inner: 1, columns: 1 }, precision, { limits: LIMITS, features: [] })[0]!.program
        .features;
    expect([features('f32'), features('f16')]).toEqual([[], ['shader-f16']]);
  });
});

describe('a shape', () => {
  it.each<[AnyDefinition, object, RegExp]>([
    [embedding, { capacity: 4, chunk: 5, tokens: 2, width: 3 }, /chunk is 5; at most the capacity, 4/],
    [embedding, { capacity: 4, chunk: 4, tokens: 0, width: 3 }, /tokens is 0; a whole number of 1 or more/],
    [windowMeans, { heads: 1.5, capacity: 4, chunk: 4, width: 3 }, /heads is 1.5/],
    [windowMeans, { heads: 1, capacity: 4, chunk: 5, width: 3 }, /chunk is 5/],
    [tokenGate, { heads: 2, slots: 1, width: 2, capacity: 4, chunk: 4 }, /width is 2; 3 or more/],
    [tokenGate, { heads: 2, slots: 0, width: 3, capacity: 4, chunk: 4 }, /slots is 0/],
    [ngramLookup, { ...LOOKUP, scale: Number.NaN }, /scale is NaN; a finite number above 0/],
    [ngramLookup, { ...LOOKUP, scale: -1 }, /scale is -1; a finite number above 0/],
    [ngramLookup, { ...LOOKUP, chunk: 71 }, /chunk is 71; at most the capacity, 70/],
    [ngramStep, { ...STEP, steps: 3 }, /steps is 3; an even number of 2 or more/],
    [ngramStep, { ...STEP, width: 2 }, /width is 2; 3 or more/],
    [ngramStep, { ...STEP, scale: 0 }, /scale is 0; a finite number above 0/],
    [ngramStep, { ...STEP, groups: 0 }, /groups is 0; a whole number of 1 or more/],
    [argmaxReadout, { tokens: 4, width: 3, chunk: 4, capacity: 8, shift: 0.5 }, /shift is 0.5/],
    [matrixProduct, { rows: 1, inner: 1, columns: 1, tile: 32 }, /tile is 32; accepted are 64 and 128/],
    [matrixProduct, { rows: -1, inner: 1, columns: 1 }, /rows is -1/],
  ])('of $name is refused in one line', (definition, shape, message) => {
    expect(() => definition.assertShape(shape)).toThrow(message);
  });
});

describe('the plan', () => {
  it('takes the large tile where there is enough to do and the memory for it', () => {
    const tiles = (rows: number, maxWorkgroupStorage = 2 ** 15) =>
      matrixProduct.plan({ rows, inner: 64, columns: rows }, 'f32', {
        limits: { ...LIMITS, maxWorkgroupStorage },
        features: [],
      })[0]!.workgroups[0];
    expect(tiles(1024)).toBe(16 ** 2);
    expect(tiles(2048)).toBe(16 ** 2);
    expect(tiles(2048, 16_000)).toBe(32 ** 2);
  });

  it('folds workgroups that are too many for a dimension, and gives the same', async () => {
    const device = withLimits(await webgpuDevice(), { maxWorkgroupsPerDimension: 3 });
    for (const { definition, cases } of [
      embeddingSuite,
      windowMeansSuite,
      tokenGateSuite,
      argmaxReadoutSuite,
    ] as AnySuite[]) {
      expect(await checkKernel(device, definition, cases()[0]!, 'f32')).toMatchObject({ passed: true });
    }
  });

  it('of the look-up keeps nothing but a few partial sums beside inputs and outputs, however many keys', () => {
    const scratch = (capacity: number) =>
      ngramLookup
        .tensors({ ...LOOKUP, capacity, chunk: 128 }, 'f32')
        .filter(({ role }) => role === 'scratch')
        .map(({ shape }) => shape);
    expect(scratch(100_000)).toEqual([[128, 128, 5]]);
    expect(scratch(1_000_000)).toEqual([[128, 128, 5]]);
  });

  it('of the look-up refuses values that no workgroup has the memory for', () => {
    const shape = { ...LOOKUP, width: 49, chunk: 64, tiled: true };
    expect(() => ngramLookup.plan(shape, 'f32', { limits: LIMITS, features: [] })).toThrow(LimitExceededError);
  });

  it('of the look-up for few queries refuses them too, with the limit', () => {
    const plan = (width: number, maxWorkgroupStorage: number) =>
      ngramLookup.plan({ ...LOOKUP, width }, 'f32', { limits: { ...LIMITS, maxWorkgroupStorage }, features: [] });
    expect(() => plan(300, 49_152)).toThrow(LimitExceededError);
    expect(() => plan(300, 49_152)).toThrow(
      'ngram-lookup with values 300 wide needs maxComputeWorkgroupStorageSize = 78272; this device allows 49152',
    );
    expect(plan(300, 78_272).length).toBe(2);
  });

  it('of the look-up for few queries runs where it is not refused, and is refused one value later', async () => {
    const device = await webgpuDevice();
    const widest = Math.floor(device.info.limits.maxWorkgroupStorage / (4 * 65)) - 1;
    const shape = { capacity: 70, chunk: 1, blocks: 1, scale: 1 };
    (await prepareKernel(device, ngramLookup, { ...shape, width: widest })).destroy();
    await expect(prepareKernel(device, ngramLookup, { ...shape, width: widest + 1 })).rejects.toThrow(
      LimitExceededError,
    );
  });

  it('of a step takes fewer threads where the device has fewer, and says when their memory is too little', () => {
    const text = (limits: object) =>
      ngramStep.plan({ ...STEP, threads: 512 }, 'f32', { limits: { ...LIMITS, ...limits }, features: [] })[0]!.program
        .wgsl;
    expect(text({})).toContain('@workgroup_size(256)');
    expect(text({ maxWorkgroupStorage: 4000 })).toContain('@workgroup_size(128)');
    expect(() => text({ maxWorkgroupStorage: 1000 })).toThrow(LimitExceededError);
    expect(stepFits(STEP)).toBe(true);
    expect(stepFits({ ...STEP, heads: 200, slots: 199 })).toBe(false);
  });

  it('adds up a sixteenth of the keys one after the other, and a few sums', () => {
    expect([1, 2_097_192].map(mostAdditions)).toEqual([385, 131_459]);
  });

  it('rescales a key at most once for each group of keys of its thread, and four times to merge', () => {
    expect([1, 64, 65, 131_104].map(mostRescalings)).toEqual([5, 5, 6, 2053]);
  });
});

describe('the cost', () => {
  it('of a matrix product is that of its loops', () => {
    const [rows, inner, columns] = [3, 5, 7];
    let multiplyAdds = 0;
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) multiplyAdds += inner;
    expect(matrixProduct.cost({ rows, inner, columns }, 'f16')).toEqual({
      flops: 2 * multiplyAdds,
      bytesRead: 2 * (rows * inner + inner * columns),
      bytesWritten: 2 * rows * columns,
    });
  });

  it('of a look-up is that of its loops', () => {
    const shape = { ...LOOKUP, capacity: 11, chunk: 4 };
    let pairs = 0;
    for (let i = 7; i < 11; i++) for (let j = 0; j <= i; j++) pairs++;
    expect(ngramLookup.cost(shape, 'f32').flops).toBe(pairs * 2 * (16 + 3));
  });

  it('of an embedding is bytes alone', () => {
    expect(embedding.cost({ capacity: 100, chunk: 10, tokens: 4, width: 3 }, 'f32')).toEqual({
      flops: 0,
      bytesRead: 10 * (4 + 12),
      bytesWritten: 120,
    });
  });
});

describe('a wrong kernel is seen', () => {
  /** The definition with a part of its WGSL replaced. */
  function changed<S extends object>(definition: KernelDefinition<S>, from: string, to: string): KernelDefinition<S> {
    return {
      ...definition,
      plan: (...args) =>
        definition.plan(...args).map((step) => ({
          ...step,
          program: { ...step.program, wgsl: step.program.wgsl!.replace(from, to) },
        })),
    };
  }
  it.each<[string, AnySuite, number, string, string]>([
    [
      'an embedding of the next token',
      embeddingSuite,
      0,
      'table[tokens[position] *',
      'table[(tokens[position] ^ 1u) *',
    ],
    [
      'a window that lacks its oldest row',
      windowMeansSuite,
      0,
      'min(windows[head], position + 1u)',
      'max(1u, min(windows[head], position + 1u) - 1u)',
    ],
    ['a gate that adds what it should take off', tokenGateSuite, 0, '- gates[at + 3u]', '+ gates[at + 3u]'],
    [
      'a look-up that skips a key, in tiles',
      ngramLookupSuite,
      4,
      'var weight7_0 = exp2(',
      'var weight7_0 = 0.0 * exp2(',
    ],
    ['a look-up that skips the first key', ngramLookupSuite, 12, 'var key = group.x', 'var key = 1u + group.x'],
    ['a step that finds what is least alike', ngramStepSuite, 2, 'score = 2.0 *', 'score = -2.0 *'],
    ['a step that loses sums of some workgroups', ngramStepSuite, 0, 'added += left0', 'added += 0.0 * left0'],
    [
      'a step that takes the token before',
      ngramStepSuite,
      2,
      'tokens[position - back]',
      'tokens[position - back / 2u]',
    ],
    ['a step that writes where there is no place', ngramStepSuite, 3, 'position >= 700u', 'position >= 701u'],
    ['a read-out that takes the last of equals', argmaxReadoutSuite, 3, 'logit > best', 'logit >= best'],
    ['a read-out that writes where there is no place', argmaxReadoutSuite, 6, 'place < 60u', 'true'],
    ['a product that drops a column of a', matrixProductSuite, 0, 'firstInner < 64u', 'firstInner < 48u'],
  ])('%s', async (_, { definition, cases }, index, from, to) => {
    const device = await webgpuDevice();
    const wrong = changed(definition, from, to);
    const texts = (of: AnyDefinition) =>
      of.plan(cases()[index]!.shape, 'f32', { limits: device.info.limits, features: [] }).map((s) => s.program.wgsl);
    expect(texts(wrong)).not.toEqual(texts(definition));
    expect(await checkKernel(device, wrong, cases()[index]!, 'f32')).toMatchObject({ passed: false });
  });

  it('and a row of NaN yields no token', async () => {
    const device = await webgpuDevice();
    const prepared = await prepareKernel(device, argmaxReadout, {
      tokens: 5,
      width: 1,
      chunk: 1,
      capacity: 1,
      shift: 0,
    });
    prepared.write('range', [0, 1]);
    prepared.write('codes', [1, 2, 3, 4, 5]);
    prepared.write('rows', [Number.NaN]);
    prepared.run();
    expect([...(await prepared.read('predictions'))]).toEqual([5]);
    prepared.destroy();
  });
});
