import { describe, expect, it } from 'vitest';
import { type AttentionDecodeShape, attentionDecode } from './attention-decode.js';
import { SMALL_DEVICE } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { cudaDevice, withoutCuda } from './devices.testing.js';
import { prepareKernel } from './prepare.js';
import { uniformNumbers } from './random-numbers.js';

const shape: AttentionDecodeShape = { heads: 3, capacity: 700, keyDim: 64, scale: 0.125, splits: 4 };
const random = {
  name: 'random',
  shape,
  inputs: {
    q: uniformNumbers(1, 3 * 64, -2, 2),
    keyCache: uniformNumbers(2, 3 * 700 * 64),
    valueCache: uniformNumbers(3, 3 * 700 * 64),
    length: Float64Array.of(611),
  },
};
/** Later keys have larger scores, so that every group brings a larger one. */
const rising = {
  ...random,
  inputs: {
    ...random.inputs,
    keyCache: random.inputs.keyCache.map((number, i) => number * (1 + ((i >> 6) % 700) / 50)),
  },
};

/** The kernel with `right` replaced by `wrong` in its source. */
function changed(right: string, wrong: string): typeof attentionDecode {
  return {
    ...attentionDecode,
    cudaPlan(...args) {
      return attentionDecode.cudaPlan!(...args).map((step) => {
        const cuda = step.program.cuda!;
        if (cuda.source.split(right).length !== 2) throw new Error(`${right} does not occur once`);
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      });
    },
  };
}

const WRONG: readonly (readonly [what: string, right: string, wrong: string])[] = [
  [
    'a key beyond the length counts',
    'const unsigned int end = min(length[0], CAPACITY);',
    'const unsigned int end = min(length[0] + 1, CAPACITY);',
  ],
  ['a split begins a key late', 'const unsigned int from = first + ', 'const unsigned int from = first + 1 + '],
  [
    'warps are added as if their largest scores were one',
    'sum += sums[i * VALUE_DIM + column] * power2((largest[i] - peak) * TO_POWER);',
    'sum += sums[i * VALUE_DIM + column];',
  ],
  [
    'splits are merged with equal weights',
    'weights[split] = power2((weights[split] - peak) * TO_POWER);',
    'weights[split] = 1.0f;',
  ],
  ['the totals of splits are not added', 'total += weights[split] * written(statistics + 2 * split + 1);', ''],
];

describe('attention decode in CUDA C++', () => {
  it('is one launch, with as many blocks as fit the card at once', () => {
    const context = { limits: SMALL_DEVICE.limits, features: [] };
    const large = { heads: 16, capacity: 65_536, keyDim: 64, scale: 0.125 };
    const steps = attentionDecode.cudaPlan!(large, 'f16', context);
    expect(steps.map(({ workgroups }) => workgroups)).toEqual([[32, 16, 1]]);
    const short = attentionDecode.cudaPlan!({ ...large, capacity: 100 }, 'f16', context);
    expect(short.map(({ workgroups }) => workgroups)).toEqual([[1, 16, 1]]);
  });

  it.each(WRONG)('has the text of which %s', (_, right) => {
    const context = { limits: SMALL_DEVICE.limits, features: [] };
    expect(() => changed(right, '').cudaPlan!(shape, 'f32', context)).not.toThrow();
  });

  it.skipIf(withoutCuda !== null).each(WRONG)('fails its check on a card when %s', async (_, right, wrong) => {
    const results = [];
    for (const given of [random, rising]) {
      results.push(await checkKernel(await cudaDevice(), changed(right, wrong), given, 'f32'));
    }
    expect(results.map(({ passed }) => passed)).toContain(false);
  });

  it.skipIf(withoutCuda !== null)('passes both checks as it is', async () => {
    for (const given of [random, rising]) {
      expect(await checkKernel(await cudaDevice(), attentionDecode, given, 'f32')).toMatchObject({ passed: true });
    }
  });

  it.skipIf(withoutCuda !== null)('gives the same again, since its counters are left as they were', async () => {
    const [first, second] = await twice(attentionDecode);
    expect(second).toEqual(first);
    // Without that, no block of the second run is the last.
    const [, never] = await twice(changed('arrived[head] = 0;', ''));
    expect(never!.every(Number.isNaN)).toBe(true);
  });
});

/** What two runs of one prepared kernel leave. */
async function twice(definition: typeof attentionDecode): Promise<Float64Array[]> {
  const kernel = await prepareKernel(await cudaDevice(), definition, shape, 'f32');
  for (const [name, numbers] of Object.entries(random.inputs)) kernel.write(name, numbers);
  const outputs: Float64Array[] = [];
  for (let run = 0; run < 2; run++) {
    kernel.poison();
    kernel.run();
    outputs.push(await kernel.read('out'));
  }
  kernel.destroy();
  return outputs;
}
