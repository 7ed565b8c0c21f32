import { FeatureMissingError, findCudaCompiler } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { CARD_LIMITS } from './changed-wgsl.testing.js';
import { checkKernel, runCase } from './check-kernel.js';
import { changedDevice, cudaDevice, webgpuDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition, PlanStep } from './kernel-definition.js';
import { linearAttentionSuite } from './linear-attention.cases.js';
import { type LinearAttentionShape, linearAttention, linearAttentionStep } from './linear-attention.js';
import { planFor, prepareKernel } from './prepare.js';
import { retentionInputs } from './retention.cases.js';
import { retentionCudaPlan, retentionGroups } from './retention-cuda.js';
import { retnetSuite } from './retnet.cases.js';
import { type RetNetShape, retnet, retnetStep } from './retnet.js';

const large: LinearAttentionShape = { heads: 16, length: 65_536, keyDim: 64, valueDim: 64, featureMap: 'identity' };
const CONTEXT = { limits: CARD_LIMITS, features: [] };
const compiler = await findCudaCompiler([9, 0]);

function planOf<S extends object>(definition: KernelDefinition<S>, shape: S) {
  return definition.cudaPlan!(shape, 'f16', CONTEXT);
}

/** The kernel with groups of four segments, however few groups that makes. */
function withFewGroups<S extends LinearAttentionShape | RetNetShape>(
  definition: KernelDefinition<S>,
): KernelDefinition<S> {
  const kind = { name: definition.name, decays: definition.name === 'retnet' };
  return {
    ...definition,
    cudaPlan: (shape, precision, { limits }) =>
      retentionCudaPlan(kind, { featureMap: 'identity', ...shape }, precision, limits, {
        groups: Math.ceil(shape.length / 512),
        rounds: 4,
      }),
  };
}

/** The kernel with `right` replaced by `wrong` in the text of one of its programs. */
function changed<S extends object>(
  definition: KernelDefinition<S>,
  entry: string,
  right: string,
  wrong: string,
): KernelDefinition<S> {
  return {
    ...definition,
    cudaPlan: (...args) =>
      definition.cudaPlan!(...args).map((step) => {
        const cuda = step.program.cuda!;
        if (cuda.entry !== entry) return step;
        if (cuda.source.split(right).length !== 2) throw new Error(`${right} does not occur once`);
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      }),
  };
}

describe('a retention in CUDA C++', () => {
  it('is three launches: a pass over keys and values, a scan, and the outputs', () => {
    const plan = planOf(linearAttention, large);
    expect(plan.map(({ program, workgroups }) => [program.cuda!.entry, workgroups])).toEqual([
      ['retention_added', [256, 1, 1]],
      ['retention_scan', [512, 1, 1]],
      ['retention_outputs', [256, 1, 1]],
    ]);
    expect(plan.map(({ tensors }) => tensors)).toEqual([
      ['k', 'v', 'states'],
      ['states', 'state'],
      ['q', 'k', 'v', 'states', 'out'],
    ]);
    expect(planOf(retnet, large).map(({ tensors }) => tensors.at(-1))).toEqual(['decay', 'decay', 'decay']);
  });

  it('leaves room for two blocks on a multiprocessor', () => {
    // 1,024 bytes of each block are the system's.
    const bytes = planOf(retnet, large).map(({ program }) => 2 * ((program.cuda!.sharedBytes ?? 0) + 1024));
    expect(bytes).toEqual([199_712, 2048, 232_480]);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(228 * 1024);
  });

  it.each([
    [16, 1, 1, 1],
    [16, 128, 1, 1],
    [16, 129, 2, 1],
    [16, 1024, 8, 1],
    [16, 2049, 9, 2],
    [16, 65_536, 16, 32],
    [1, 65_536, 256, 2],
    [300, 1000, 1, 8],
  ])('divides %i heads of L = %i into %i groups of at most %i segments', (heads, length, groups, rounds) => {
    const shape = { ...large, heads, length };
    expect(retentionGroups(shape)).toEqual({ groups, rounds });
    // None is empty, and their states have a place in the scratch tensor.
    const segments = Math.ceil(length / 128);
    expect(groups * rounds).toBeGreaterThanOrEqual(segments);
    expect((groups - 1) * rounds).toBeLessThan(segments);
    const states = linearAttention.tensors(shape, 'f16').find(({ name }) => name === 'states')!;
    expect(groups).toBeLessThanOrEqual(states.shape[1]!);
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

  it('refuses a card whose blocks have too little shared memory, in one line', () => {
    const limits = { ...CARD_LIMITS, maxWorkgroupStorage: 99 * 1024 };
    expect(() => retnet.cudaPlan!(large, 'f16', { ...CONTEXT, limits })).toThrow(
      new FeatureMissingError('115216 bytes of shared memory a block', 'retnet in CUDA C++ (101376 are there)'),
    );
  });

  it('is for a whole input: a step has none', () => {
    expect([linearAttentionStep.cudaPlan, retnetStep.cudaPlan]).toEqual([undefined, undefined]);
  });

  it('has these texts', async () => {
    const small = { ...large, heads: 3, length: 1000, keyDim: 12, valueDim: 20 };
    const text = (plan: readonly PlanStep[]) => plan.map(({ program }) => program.cuda!.source).join('\n');
    const positive = planOf(linearAttention, { ...small, featureMap: 'elu+1' });
    await expect(text(positive)).toMatchFileSnapshot('__snapshots__/linear-attention.f16.cu');
    await expect(text(planOf(retnet, large))).toMatchFileSnapshot('__snapshots__/retnet.f16.cu');
  });

  it.skipIf(typeof compiler === 'string').each(['identity', 'elu+1'] as const)('compiles with %s', (featureMap) => {
    if (typeof compiler === 'string') throw new Error(compiler);
    for (const shape of [large, { ...large, keyDim: 12, valueDim: 20 }]) {
      for (const { program } of [...planOf(linearAttention, { ...shape, featureMap }), ...planOf(retnet, shape)]) {
        expect(compiler.compile(program.name, program.cuda!.source).length).toBeGreaterThan(4000);
      }
    }
  });
});

type Wrong = readonly [what: string, entry: string, right: string, wrong: string];
const WRONG: readonly Wrong[] = [
  ['a query sees the key after its own', 'retention_outputs', 'since < 0 ?', 'since < -1 ?'],
  ['scores that f16 does not hold are not scaled', 'retention_outputs', 'top > 61440.0f', 'top > 1e38f'],
  [
    'a group adds to the state of the one before',
    'retention_scan',
    'place[(size_t)group * NUMBERS] = now;',
    'place[(size_t)group * NUMBERS] = added[i];',
  ],
  [
    'results are stored a step late',
    'retention_outputs',
    '(int)from;\n    const uint4',
    '(int)from - 1;\n    const uint4',
  ],
  [
    'the late tile has the scores of the early one',
    'retention_outputs',
    'attend(out[1], query[1]',
    'attend(out[1], query[0]',
  ],
  [
    'the state forgets its last segment',
    'retention_added',
    'round < rounds; round++) {\n    copiesWait',
    'round + 1 < rounds; round++) {\n    copiesWait',
  ],
];
/** Of what a decay alone has. */
const WRONG_DECAYED: readonly Wrong[] = [
  [
    'a group that begins before the first step decays as a whole one',
    'retention_scan',
    'group == 0 ? LACKING : 0',
    '0',
  ],
  ['a query starts from a state of the step before', 'retention_outputs', '(int)lane / 4 + 1', '(int)lane / 4'],
  ['keys of another block have not decayed further', 'retention_outputs', '16 * (tile - block) - 15', '16 - 15'],
  ['segments of a group decay alike', 'retention_added', 'weight *= powers[STEPS];', ''],
];

it.each(WRONG)('the texts have that of which %s', (_, entry, right, wrong) => {
  expect(() => planOf(changed(linearAttention, entry, right, wrong), large)).not.toThrow();
  expect(() => planOf(changed(retnet, entry, right, wrong), large)).not.toThrow();
});

it.each(WRONG_DECAYED)('the texts of retnet have that of which %s', (_, entry, right, wrong) => {
  expect(() => planOf(changed(retnet, entry, right, wrong), large)).not.toThrow();
});

it('the columns that queries lack are cleared whatever the size of values', () => {
  const clears = (valueDim: number) =>
    planOf(retnet, { ...large, keyDim: 32, valueDim })[2]!.program.cuda!.source.includes('if (KEY_DIM < 64) {');
  expect([32, 64].map(clears)).toEqual([true, true]);
});

describe.skipIf(withoutCuda !== null)('on a card', () => {
  const fits = ({ shape }: { readonly shape: RetNetShape }) => shape.keyDim <= 64 && shape.valueDim <= 64;

  it.each(WRONG)('linear attention fails a check when %s', async (_, entry, right, wrong) => {
    const passed: boolean[] = [];
    for (const given of linearAttentionSuite.cases().filter(fits)) {
      passed.push(
        (await checkKernel(await cudaDevice(), changed(linearAttention, entry, right, wrong), given, 'f16')).passed,
      );
    }
    expect(passed).toContain(false);
  });

  it.each([...WRONG, ...WRONG_DECAYED])('retnet fails a check when %s', async (_, entry, right, wrong) => {
    const passed: boolean[] = [];
    for (const given of [...retnetSuite.cases(), ...retnetSuite.longCases!()].filter(fits)) {
      for (const definition of [retnet, withFewGroups(retnet)]) {
        const broken = changed(definition, entry, right, wrong);
        passed.push((await checkKernel(await cudaDevice(), broken, given, 'f16')).passed);
      }
    }
    expect(passed).toContain(false);
  });

  it.each(retnetSuite.longCases!())('retnet in few groups equals its reference on $name', async (given) => {
    const definition = withFewGroups(retnet);
    expect(await checkKernel(await cudaDevice(), definition, given, 'f16')).toMatchObject({ passed: true });
  });

  it('equals its reference with elu + 1 and heads of 64', async () => {
    const shape = { ...large, heads: 2, length: 1031, featureMap: 'elu+1' } as const;
    const inputs = retentionInputs([2, 1031, 64, 64], {});
    const given = { name: 'elu + 1, heads of 64', shape, inputs };
    for (const definition of [linearAttention, withFewGroups(linearAttention)]) {
      expect(await checkKernel(await cudaDevice(), definition, given, 'f16')).toMatchObject({ passed: true });
    }
  });

  it('leaves the steps after an infinite query alone, where keys and values are of 32', async () => {
    const shape = { ...large, heads: 1, length: 1024, keyDim: 32, valueDim: 32 };
    const q = new Float64Array(1024 * 32).fill(0.5).fill(Number.POSITIVE_INFINITY, 5 * 32, 6 * 32);
    const inputs = retentionInputs([1, 1024, 32, 32], { q });
    // A group of four segments: step 5's place is that of step 261 too.
    const sound = withFewGroups(linearAttention);
    const spoilt = changed(sound, 'retention_outputs', 'if (KEY_DIM < 64) {', 'if (KEY_DIM < VALUE_DIM) {');
    const finite: boolean[] = [];
    for (const definition of [sound, spoilt]) {
      const { out } = await runCase(await cudaDevice(), definition, { name: 'infinite', shape, inputs }, 'f16');
      finite.push(out!.every((number, at) => (at >= 5 * 32 && at < 6 * 32) || Number.isFinite(number)));
    }
    expect(finite).toEqual([true, false]);
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
