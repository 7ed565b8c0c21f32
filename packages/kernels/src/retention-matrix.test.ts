import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel, type KernelCase, runCase } from './check-kernel.js';
import { webgpuDevice, withLimits } from './devices.testing.js';
import { withMatrices } from './emulated-matrices.testing.js';
import type { KernelDefinition, PlanContext } from './kernel-definition.js';
import { linearAttention } from './linear-attention.js';
import { uniformNumbers } from './random-numbers.js';
import { type Overrides, retentionInputs, type Sizes } from './retention.cases.js';
import type { RetentionShape } from './retention.js';
import { retainsByMatrices, retentionMatrixPlan, segmentsOf } from './retention-matrix.js';
import { retnet } from './retnet.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';

/** By hand, matrices take a while, and twice that where other tests run beside them. */
const SLOW = { timeout: 300_000 };
const MEMORY = { maxWorkgroupStorage: 49_152 };
const CARD: PlanContext = {
  limits: { ...SMALL_DEVICE.limits, ...MEMORY },
  features: MATRIX_FEATURES,
  subgroupSizes: [32, 32],
};

interface Example extends KernelCase<RetentionShape> {
  readonly definition: KernelDefinition<RetentionShape>;
}

/** A case, and its kernel in two segments a head, of more than one chunk. */
function example(
  decays: boolean,
  sizes: Sizes,
  own: Overrides,
  change: Partial<Example & RetentionShape> = {},
): Example {
  const [heads, length, keyDim, valueDim] = sizes;
  const { featureMap = 'identity', compareBy } = change;
  const made = (decays ? retnet : linearAttention) as KernelDefinition<RetentionShape>;
  return {
    name: made.name,
    shape: { heads, length, keyDim, valueDim, featureMap },
    inputs: retentionInputs(sizes, own),
    ...(compareBy === undefined ? {} : { compareBy }),
    definition: {
      ...made,
      plan: (shape, _, { limits }) =>
        retentionMatrixPlan({ name: made.name, decays }, shape, limits, 2 * heads * (valueDim / 64)),
    },
  };
}

/** Heads one after the other, with numbers up to these. */
function magnitudes(seed: number, count: number, most: readonly number[]): Float64Array {
  return Float64Array.from(most.flatMap((size, head) => [...uniformNumbers(seed + head, count, -size, size)]));
}

const mapped = example(false, [1, 200, 64, 128], {}, { featureMap: 'elu+1' });
const decayed = example(true, [4, 200, 64, 64], { decay: Float64Array.of(0, 0.99, 0.5, 1 - 2 ** -20) });
// Scores beyond f16, scores with few bits in it, and states that are either.
const extreme = example(
  false,
  [4, 131, 64, 64],
  {
    q: magnitudes(1, 131 * 64, [200, 1e-3, 1e-3, 1000]),
    k: magnitudes(5, 131 * 64, [200, 1e-3, 1, 1]),
    v: magnitudes(9, 131 * 64, [1e-2, 1000, 1, 0]),
    state: magnitudes(13, 64 * 64, [0, 0, 1e6, 1e-6]),
  },
  { compareBy: 'row' },
);

/** Zeros but for whole rows of these numbers, a head after another. */
function rowsOf(rows: number, heads: readonly Readonly<Record<number, number>>[]): Float64Array {
  const numbers = new Float64Array(heads.length * rows * 64);
  heads.forEach((head, at) => {
    for (const [row, number] of Object.entries(head)) {
      numbers.fill(number, (at * rows + Number(row)) * 64, (at * rows + Number(row) + 1) * 64);
    }
  });
  return numbers;
}
// A key at the start of a chunk, and queries at the start of the next: within a segment, and in the next one.
const forgetful = example(
  true,
  [2, 131, 64, 64],
  {
    q: rowsOf(131, [
      { 64: 1000, 65: 1000 },
      { 128: 1000, 130: 1000 },
    ]),
    k: rowsOf(131, [{ 0: 1 }, { 64: 1 }]),
    v: new Float64Array(2 * 131 * 64).fill(1),
    decay: Float64Array.of(0.75, 0.75),
    state: new Float64Array(2 * 64 * 64),
  },
  { compareBy: 'row' },
);

// Beside an infinite column of the state, and an infinite row of scores, are numbers beyond f16 whose results are not.
const infinite = example(false, [2, 16, 64, 64], {
  q: rowsOf(16, [
    Object.fromEntries(Array.from({ length: 16 }, (_, row) => [row, 1e-3])),
    Object.fromEntries(Array.from({ length: 16 }, (_, row) => [row, row === 0 ? Number.POSITIVE_INFINITY : 200])),
  ]),
  k: Float64Array.from({ length: 2 * 16 * 64 }, (_, at) => (at < 16 * 64 ? 0 : 200)),
  v: new Float64Array(2 * 16 * 64).fill(1e-3),
  state: Float64Array.from({ length: 2 * 64 * 64 }, (_, at) =>
    at >= 64 * 64 ? 0 : at % 64 === 0 ? Number.POSITIVE_INFINITY : 1e6,
  ),
});

/** The largest relative error where the reference is finite, and how often it is not. */
async function besideInfinite({ definition, ...one }: Example): Promise<readonly [error: number, skipped: number]> {
  const device = withLimits(withMatrices(await webgpuDevice()), MEMORY);
  const { out } = await runCase(device, definition, one, 'f16');
  const { out: wanted } = definition.reference(one.shape, one.inputs);
  let error = 0;
  let skipped = 0;
  wanted!.forEach((number, at) => {
    if (!Number.isFinite(number)) skipped += 1;
    else
      error = Math.max(error, Number.isFinite(out![at]) ? Math.abs(out![at]! / number - 1) : Number.POSITIVE_INFINITY);
  });
  return [error, skipped];
}

async function check({ definition, ...one }: Example, change?: readonly [string, string]) {
  const device = withLimits(withMatrices(await webgpuDevice()), MEMORY);
  return checkKernel(device, change === undefined ? definition : withChangedWgsl(definition, ...change), one, 'f16');
}

describe('retention by matrices', () => {
  it.each([
    ['elu + 1, two blocks of values, two segments', mapped],
    ['decays of 0, 0.99, ½ and next to 1', decayed],
    ['large and small numbers, each row by itself', extreme],
    ['a decay of ¾ from the start of a chunk to its end, each row by itself', forgetful],
  ])('gives the reference: %s', SLOW, async (_, one) => {
    expect(await check(one)).toMatchObject({ passed: true });
  });

  it.each([
    [
      'a step does not see itself',
      mapped,
      'vec4<u32>(first + 0u) + vec4<u32>(0u, 1u, 2u, 3u) <= vec4<u32>(position)',
      'vec4<u32>(first + 0u) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(position)',
    ],
    ['scores are rounded as they are', extreme, 'unit_for(subgroupMax(most))', '1.0'],
    ['a state is rounded as it is', extreme, 'unit_for(max(max(tops[0], tops[1]), max(tops[2], tops[3])))', '1.0'],
    ['what was before a chunk decays too little', decayed, ' * powers[subgroup * 16u + 1u]);\n    o1', ');\n    o1'],
    [
      'a block of the state does not decay on the way',
      decayed,
      's3 = subgroupMatrixScalarMultiply(s3, kept);\n      let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 48u',
      'let key = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, col_major>(&keys[subgroup], 48u',
    ],
    [
      'a segment decays as one of half its length',
      decayed,
      'let over = decayPower(decay[head], 128u)',
      'let over = decayPower(decay[head], 64u)',
    ],
  ])('fails its check when %s', SLOW, async (_, one, right, wrong) => {
    expect((await check(one, [right, wrong])).passed).toBe(false);
  });

  it('fails its check when keys decay to the end of their chunk in f16, which other decays bear', SLOW, async () => {
    const atOnce = (one: Example): Example => ({
      ...one,
      definition: {
        ...one.definition,
        plan: (...args) =>
          one.definition.plan(...args).map((step) => ({
            ...step,
            program: {
              ...step.program,
              wgsl: step.program
                .wgsl!.replace('let ended = min(remaining, subgroup * 16u + 16u);', 'let ended = remaining;')
                .replaceAll(/(let kept = )powers\[clamp\(remaining, (\d+)u.*/g, (_, set: string, block: string) =>
                  block === '0' ? `${set}powers[remaining];` : `${set}1.0;`,
                ),
            },
          })),
      },
    });
    expect((await check(atOnce(decayed))).passed).toBe(true);
    expect((await check(atOnce(forgetful))).passed).toBe(false);
  });

  it('leaves what is beside infinite numbers alone', SLOW, async () => {
    const [error, skipped] = await besideInfinite(infinite);
    expect(skipped).toBe(16 + 64);
    expect(error).toBeLessThan(5e-3);
    const counted = 'select(vec4<u32>(), magnitudes, magnitudes < vec4<u32>(0x7f800000u))';
    const definition = withChangedWgsl(infinite.definition, counted, 'magnitudes');
    expect((await besideInfinite({ ...infinite, definition }))[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['f32', {}, 'f32', CARD],
    ['keys of 32', { keyDim: 32 }, 'f16', CARD],
    ['values of 96', { valueDim: 96 }, 'f16', CARD],
    ['an adapter without matrices', {}, 'f16', { ...CARD, features: ['shader-f16', 'subgroups'] }],
    ['less workgroup memory', {}, 'f16', { ...CARD, limits: SMALL_DEVICE.limits }],
  ] as const)('is not for %s', (_, change, precision, context) => {
    const byMatrices = (shape: RetentionShape, ...rest: [typeof precision, PlanContext]) =>
      [
        retainsByMatrices(shape, ...rest),
        wgslOf(linearAttention, shape, ...rest).includes('subgroupMatrixLoad'),
      ] as const;
    expect(byMatrices(mapped.shape, 'f16', CARD)).toEqual([true, true]);
    expect(byMatrices({ ...mapped.shape, ...change }, precision, context)).toEqual([false, false]);
  });

  it('cuts every input into segments that have all of its chunks', () => {
    for (const length of [1, 64, 65, 5000, 65_536, 2 ** 20]) {
      for (const heads of [1, 7, 16, 300]) {
        const { chunks, own, count } = segmentsOf({ ...mapped.shape, heads, length });
        expect(chunks).toBe(Math.ceil(length / 64));
        expect(own * count).toBeGreaterThanOrEqual(chunks);
        expect(own * (count - 1)).toBeLessThan(chunks);
      }
    }
    expect(segmentsOf({ ...mapped.shape, heads: 16, length: 65_536, valueDim: 64 })).toMatchObject({ count: 16 });
  });

  it('has this WGSL', async () => {
    const text = wgslOf(retnet, decayed.shape, 'f16', CARD);
    await expect(text).toMatchFileSnapshot('__snapshots__/retention-matrix.wgsl');
  });
});
