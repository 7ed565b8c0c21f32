import { FeatureMissingError, findCudaCompiler } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { changedDevice, cudaDevice, webgpuDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';
import { linearAttentionSuite } from './linear-attention.cases.js';
import { type LinearAttentionShape, linearAttention, linearAttentionStep } from './linear-attention.js';
import { planFor, prepareKernel } from './prepare.js';
import { retnetSuite } from './retnet.cases.js';
import { type RetNetShape, retnet, retnetStep } from './retnet.js';

const large: LinearAttentionShape = { heads: 16, length: 65_536, keyDim: 64, valueDim: 64, featureMap: 'identity' };
const CONTEXT = { limits: SMALL_DEVICE.limits, features: [] };
const compiler = await findCudaCompiler([9, 0]);

function planOf<S extends object>(definition: KernelDefinition<S>, shape: S) {
  const [step, ...others] = definition.cudaPlan!(shape, 'f16', CONTEXT);
  return { ...step!, form: step!.program.cuda!, others };
}

/** The kernel with `right` replaced by `wrong` in its text. */
function changed<S extends object>(definition: KernelDefinition<S>, right: string, wrong: string): KernelDefinition<S> {
  return {
    ...definition,
    cudaPlan: (...args) =>
      definition.cudaPlan!(...args).map((step) => {
        const cuda = step.program.cuda!;
        if (cuda.source.split(right).length !== 2) throw new Error(`${right} does not occur once`);
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      }),
  };
}

describe('a retention in CUDA C++', () => {
  it('is one launch of a cluster a head', () => {
    const { form, tensors, workgroups, others } = planOf(linearAttention, large);
    expect(others).toEqual([]);
    expect([workgroups, form.cluster, form.threads]).toEqual([
      [128, 1, 1],
      [8, 1, 1],
      [256, 1, 1],
    ]);
    expect(tensors).toEqual(['q', 'k', 'v', 'state', 'out']);
    expect(planOf(retnet, large).tensors).toEqual(['q', 'k', 'v', 'state', 'out', 'decay']);
  });

  it('takes no more shared memory than a block may have', () => {
    expect(planOf(retnet, large).form.sharedBytes).toBe(229_904);
    expect(planOf(retnet, large).form.sharedBytes).toBeLessThanOrEqual(227 * 1024);
  });

  it.each([
    [1, 1, 1023],
    [1024, 1, 0],
    [1025, 2, 1023],
    [65_536, 64, 0],
  ])('takes L = %i in %i rounds, of which %i steps lack in the first', (length, rounds, lacking) => {
    const { source } = planOf(linearAttention, { ...large, length }).form;
    const numbers = Object.fromEntries(
      [...source.matchAll(/\b(RANKS|STEPS|LENGTH) = (\d+)/g)].map(([, name, number]) => [name, Number(number)]),
    );
    expect(numbers).toEqual({ RANKS: 8, STEPS: 128, LENGTH: length });
    const span = numbers.RANKS! * numbers.STEPS!;
    expect([Math.ceil(length / span), Math.ceil(length / span) * span - length]).toEqual([rounds, lacking]);
  });

  it.each([
    ['f32', {}, 'linear-attention in f32, keys of 64 and values of 64 numbers'],
    ['f16', { keyDim: 80 }, 'linear-attention in f16, keys of 80 and values of 64 numbers'],
    ['f16', { valueDim: 72 }, 'linear-attention in f16, keys of 64 and values of 72 numbers'],
  ] as const)('refuses %s and %o, and says what it has', async (precision, change, asked) => {
    const device = await webgpuDevice();
    const cuda = changedDevice(device, { info: { ...device.info, api: 'cuda' } });
    expect(() => planFor(cuda, linearAttention, { ...large, ...change }, precision)).toThrow(
      new FeatureMissingError('WGSL', `${asked} (in CUDA C++ there is f16, keys and values of at most 64)`),
    );
  });

  it('is for a whole input: a step has none', () => {
    expect([linearAttentionStep.cudaPlan, retnetStep.cudaPlan]).toEqual([undefined, undefined]);
  });

  it('has these texts', async () => {
    const small = { ...large, heads: 3, length: 1000, keyDim: 12, valueDim: 20 };
    const positive = planOf(linearAttention, { ...small, featureMap: 'elu+1' });
    await expect(positive.form.source).toMatchFileSnapshot('__snapshots__/linear-attention.f16.cu');
    await expect(planOf(retnet, large).form.source).toMatchFileSnapshot('__snapshots__/retnet.f16.cu');
  });

  it.skipIf(typeof compiler === 'string').each(['identity', 'elu+1'] as const)('compiles with %s', (featureMap) => {
    if (typeof compiler === 'string') throw new Error(compiler);
    for (const shape of [large, { ...large, keyDim: 12, valueDim: 20 }]) {
      const { source } = planOf(linearAttention, { ...shape, featureMap }).form;
      expect(compiler.compile('linear-attention', source).length).toBeGreaterThan(10_000);
      expect(compiler.compile('retnet', planOf(retnet, shape).form.source).length).toBeGreaterThan(10_000);
    }
  });
});

const WRONG: readonly (readonly [what: string, right: string, wrong: string])[] = [
  ['a query sees the key after its own', 'since < 0 ?', 'since < -1 ?'],
  ['scores that f16 does not hold are not scaled', 'top > 61440.0f', 'top > 1e38f'],
  [
    'a block starts from the state after it',
    'remoteStore4(remote(to + quad, r)',
    'remoteStore4(remote(to + quad, (r + 1) % RANKS)',
  ],
  [
    'the state is not what queries start from',
    'fromState(rows, query, shared + STATES_AT',
    'fromState(rows, query, shared + ADDED_AT',
  ],
  ['results are stored a step late', 'const int step = first + (int)from;', 'const int step = first + (int)from - 1;'],
];
/** Of what a decay alone has. */
const WRONG_DECAYED: typeof WRONG = [
  ['a segment that begins before the first step decays as a whole one', 'round > 0 ? decay', 'round >= 0 ? decay'],
  ['a query starts from a state of the step before', 'tile + (int)lane / 4 + 1', 'tile + (int)lane / 4'],
  ['keys of another block have not decayed further', '16 * (tile - block) - 15', '16 - 15'],
];

it.each(WRONG)('the texts have that of which %s', (_, right, wrong) => {
  expect(() => planOf(changed(linearAttention, right, wrong), large)).not.toThrow();
  expect(() => planOf(changed(retnet, right, wrong), large)).not.toThrow();
});

it.each(WRONG_DECAYED)('the text of retnet has that of which %s', (_, right, wrong) => {
  expect(() => planOf(changed(retnet, right, wrong), large)).not.toThrow();
});

describe.skipIf(withoutCuda !== null)('on a card', () => {
  const fits = ({ shape }: { readonly shape: RetNetShape }) => shape.keyDim <= 64 && shape.valueDim <= 64;

  it.each(WRONG)('linear attention fails a check when %s', async (_, right, wrong) => {
    const passed: boolean[] = [];
    for (const given of linearAttentionSuite.cases().filter(fits)) {
      passed.push((await checkKernel(await cudaDevice(), changed(linearAttention, right, wrong), given, 'f16')).passed);
    }
    expect(passed).toContain(false);
  });

  it.each([...WRONG, ...WRONG_DECAYED])('retnet fails a check when %s', async (_, right, wrong) => {
    const passed: boolean[] = [];
    for (const given of [...retnetSuite.cases(), ...retnetSuite.longCases!()].filter(fits)) {
      passed.push((await checkKernel(await cudaDevice(), changed(retnet, right, wrong), given, 'f16')).passed);
    }
    expect(passed).toContain(false);
  });

  it('gives the same bits again', async () => {
    const given = retnetSuite.longCases!().find(({ name }) => name === 'four heads of 64, length 1,031')!;
    const kernel = await prepareKernel(await cudaDevice(), retnet, given.shape, 'f16');
    const results: Float64Array[] = [];
    for (let run = 0; run < 3; run++) {
      for (const [name, numbers] of Object.entries(given.inputs)) kernel.write(name, numbers);
      kernel.poison();
      kernel.run();
      results.push(await kernel.read('out'), await kernel.read('state'));
    }
    kernel.destroy();
    expect(results[0]!.every(Number.isFinite)).toBe(true);
    expect([results[2], results[4]]).toEqual([results[0], results[0]]);
    expect([results[3], results[5]]).toEqual([results[1], results[1]]);
  });
});
