import { describe, expect, it } from 'vitest';
import { NO_WINDOW } from './attention-bias.js';
import { type AttentionDecodeShape, attentionDecode } from './attention-decode.js';
import { SMALL_DEVICE, storedInF32, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { prepareKernel } from './prepare.js';
import { uniformNumbers } from './random-numbers.js';

const shape: AttentionDecodeShape = { heads: 3, capacity: 700, keyDim: 8, bias: 'hard-alibi', splits: 2 };
const random = {
  name: 'random',
  shape,
  inputs: {
    q: uniformNumbers(1, 3 * 8, -2, 2),
    keyCache: uniformNumbers(2, 3 * 700 * 8),
    valueCache: uniformNumbers(3, 3 * 700 * 8),
    length: Float64Array.of(611),
    windows: Float64Array.of(40, 600, NO_WINDOW),
  },
};
/** Later keys have larger scores, so that every chunk brings a larger one. */
const rising = {
  ...random,
  inputs: {
    ...random.inputs,
    keyCache: random.inputs.keyCache.map((number, i) => number * (1 + ((i >> 3) % 700) / 200)),
  },
};
const benchmark: AttentionDecodeShape = { heads: 16, capacity: 65_536, keyDim: 64, scale: 0.125 };

describe('attention decode', () => {
  it.each([
    [
      'the first key of each split is not read',
      'let start = first + min(split * share',
      'let start = first + 1u + min(split * share',
    ],
    [
      'a split reads the first key of the next',
      'let end = first + min((split + 1u) * share',
      'let end = first + 1u + min((split + 1u) * share',
    ],
    ['keys after the last of a chunk count', 'if (thread < count)', 'if (true)'],
    ['the sums are not scaled down', 'sum0 *= shrink;', ''],
    ['one pack of a key is not multiplied', 'partial[thread * 3u + 0u] + ', ''],
    ['one split is not merged', 'split < splits; split += 128u', 'split + 1u < splits; split += 128u'],
    [
      'splits are merged with equal weights',
      'let weight = exp(splitStatistics[2u * at] - largest);',
      'let weight = 1.0;',
    ],
  ])('fails its check when %s', async (_, right, wrong) => {
    const changed = withChangedWgsl(attentionDecode, right, wrong);
    const results = [];
    for (const inputs of [random, rising]) {
      results.push(await checkKernel(await webgpuDevice(), changed, inputs, 'f32'));
    }
    expect(results.map(({ passed }) => passed)).toContain(false);
  });

  it('passes both checks as it is', async () => {
    for (const inputs of [random, rising]) {
      expect(await checkKernel(await webgpuDevice(), attentionDecode, inputs, 'f32')).toMatchObject({ passed: true });
    }
  });

  it('is right where heads are split into groups and workgroups folded', async () => {
    const limits = { maxBindingSize: 2 * 700 * 8 * 4, maxWorkgroupsPerDimension: 3 };
    const device = withLimits(await webgpuDevice(), limits);
    const prepared = await prepareKernel(device, attentionDecode, shape);
    expect(prepared.groups).toBe(2);
    prepared.destroy();
    expect(await checkKernel(device, attentionDecode, random, 'f32')).toMatchObject({ passed: true });
  });

  it('gives the same for another length without being compiled again', async () => {
    const prepared = await prepareKernel(await webgpuDevice(), attentionDecode, shape);
    for (const [name, numbers] of Object.entries(random.inputs)) {
      prepared.write(name, numbers);
    }
    for (const length of [1, 2, 128, 129, 500, 700, 5000]) {
      const inputs = { ...random.inputs, length: Float64Array.of(length) };
      prepared.write('length', inputs.length);
      prepared.poison();
      prepared.run();
      const found = await prepared.read('out');
      const wanted = attentionDecode.reference(shape, inputs).out!;
      for (const [i, number] of wanted.entries()) {
        expect(found[i]).toBeCloseTo(number, 5);
      }
    }
    prepared.destroy();
  });

  it('has more than 1,000 workgroups at 16 heads and 65,536 keys, and scratch of less than 1 % of the cache', () => {
    expect(attentionDecode.plan(benchmark, 'f32', SMALL_DEVICE)[0]!.workgroups).toEqual([2048, 1, 1]);
    const bytes = (role: string) =>
      attentionDecode
        .tensors(benchmark, 'f32')
        .filter((spec) => spec.role === role)
        .reduce((sum, spec) => sum + 4 * spec.shape.reduce((a, b) => a * b), 0);
    expect(bytes('scratch')).toBe(2048 * (64 + 2) * 4);
    expect(bytes('scratch')).toBeLessThan(0.01 * bytes('input'));
  });

  it('costs each key and value read once, and one multiply-add for each of their numbers', () => {
    const { flops, bytesRead, bytesWritten } = attentionDecode.cost({ ...benchmark, valueDim: 32 }, 'f16');
    let multiplyAdds = 0;
    for (let h = 0; h < 16; h++) {
      for (let j = 0; j < 65_536; j++) {
        multiplyAdds += 64 + 32;
      }
    }
    expect(flops).toBe(2 * multiplyAdds);
    expect(bytesRead).toBe(2 * multiplyAdds + 2 * 16 * 64 + 4);
    expect(bytesWritten).toBe(2 * 16 * 32);
  });

  it('has this WGSL', async () => {
    const plain: AttentionDecodeShape = { heads: 2, capacity: 1000, keyDim: 16, valueDim: 8 };
    const odd: AttentionDecodeShape = { ...plain, keyDim: 37, valueDim: 5, base: '2', bias: 'alibi' };
    await expect(wgslOf(attentionDecode, plain, 'f32', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/attention-decode.f32.wgsl',
    );
    await expect(wgslOf(attentionDecode, odd, 'f16', SMALL_DEVICE)).toMatchFileSnapshot(
      '__snapshots__/attention-decode.odd.alibi.f16.wgsl',
    );
    for (const of of [plain, odd, shape]) {
      expect(storedInF32(wgslOf(attentionDecode, of, 'f16', SMALL_DEVICE))).toBe(
        wgslOf(attentionDecode, of, 'f32', SMALL_DEVICE),
      );
    }
  });

  it.each([
    [{ heads: 70_000 }, 'attention-decode: heads 70000: accepted are whole numbers from 1 to 65535'],
    [{ capacity: 0 }, 'attention-decode: capacity 0: accepted are whole numbers from 1 to 16777216'],
    [{ valueDim: 5000 }, 'attention-decode: valueDim 5000: accepted are whole numbers from 1 to 4096'],
    [{ splits: 0 }, 'attention-decode: splits 0: accepted are whole numbers from 1 to 65536'],
    [{ scale: Number.NaN }, 'attention-decode: scale NaN: accepted are numbers within the range of f32'],
    [{ base: '10' as '2' }, 'attention-decode: base 10: accepted are e, 2'],
    [{ bias: 'rope' as 'full' }, 'bias rope: accepted are full, hard-alibi, alibi'],
  ])('refuses %o in one line', (change, message) => {
    expect(() => attentionDecode.assertShape({ ...shape, ...change })).toThrow(new RangeError(message));
  });
});
