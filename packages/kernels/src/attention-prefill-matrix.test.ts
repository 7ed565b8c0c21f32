import { describe, expect, it } from 'vitest';
import { NO_WINDOW } from './attention-bias.js';
import { attentionPrefillSuite, randomAttention } from './attention-prefill.cases.js';
import { attentionPrefill } from './attention-prefill.js';
import { prefillsByMatrices } from './attention-prefill-matrix.js';
import { type AttentionPrefillShape, fullShape } from './attention-prefill-shape.js';
import { SMALL_DEVICE, wgslOf, withChangedWgsl } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { webgpuDevice } from './devices.testing.js';
import { withMatrices } from './emulated-matrices.testing.js';
import type { PlanContext } from './kernel-definition.js';
import { MATRIX_FEATURES } from './subgroup-matrices.js';

const heads64 = { keyDim: 64, scale: 0.125 } as const;
const windowed: AttentionPrefillShape = { ...heads64, heads: 4, keys: 150, bias: 'hard-alibi' };
const WINDOWS = [1, 40, 64, NO_WINDOW];
const CARD: PlanContext = {
  limits: { ...SMALL_DEVICE.limits, maxWorkgroupStorage: 49_152 },
  features: MATRIX_FEATURES,
  subgroupSizes: [32, 32],
};

/** Scores from −100 to 100, each above the one before it in one head and below in the other. */
function growing(shape: AttentionPrefillShape) {
  const { keys, keyDim } = shape;
  const size = 200 / keyDim;
  const k = Float64Array.from({ length: 2 * keys * keyDim }, (_, i) => {
    const row = Math.floor(i / keyDim) % keys;
    return (i < keys * keyDim ? 1 : -1) * (row / keys - 0.5) * size;
  });
  return { ...randomAttention(shape), q: new Float64Array(k.length).fill(1), k };
}

const rising: AttentionPrefillShape = { ...heads64, heads: 2, keys: 130, scale: 1, bias: 'full' };
const middle: AttentionPrefillShape = { ...heads64, heads: 2, keys: 131, queries: 70, queryOffset: 40, bias: 'full' };
const cases = [
  { name: 'windows', shape: windowed, inputs: randomAttention(windowed, { windows: WINDOWS }) },
  { name: 'scores that grow', shape: rising, inputs: growing(rising) },
  { name: 'queries from the middle', shape: middle, inputs: randomAttention(middle) },
  attentionPrefillSuite.longCases!().find(({ name }) => name === 'scores up to 10^11, many of them equal')!,
];

describe('prefill by matrices', () => {
  it.each(cases)('gives the reference: $name', async (one) => {
    const device = withMatrices(await webgpuDevice());
    expect(wgslOf(attentionPrefill, one.shape, 'f16', device.info)).toContain('subgroupMatrixLoad');
    expect(await checkKernel(device, attentionPrefill, one, 'f16')).toMatchObject({ passed: true });
  });

  it.each([
    [
      'a query sees the key after its own',
      cases[0]!,
      's0 = select(vec4<f32>(-3e38), s0, (key + 0u >= vec4<u32>(oldest)) & (key + 0u <= vec4<u32>(position)));',
      's0 = select(vec4<f32>(-3e38), s0, (key + 0u >= vec4<u32>(oldest)) & (key + 0u <= vec4<u32>(position + 1u)));',
    ],
    ['what was summed is not scaled', cases[1]!, 'atomicMax(&moved, step + 1u);', ''],
    ['the total is not scaled', cases[1]!, 'total = fma(total, shrink,', 'total = fma(total, 1.0,'],
    ['large scores are multiplied before one is subtracted', cases[3]!, '> 4096.0)', '> 1e38)'],
  ] as const)('fails its check when %s', async (_, one, right, wrong) => {
    const device = withMatrices(await webgpuDevice());
    const changed = withChangedWgsl(attentionPrefill, right, wrong);
    expect((await checkKernel(device, changed, one, 'f16')).passed).toBe(false);
  });

  it.each([
    ['heads of 32', { keyDim: 32 }, CARD],
    ['ALiBi', { bias: 'alibi' as const }, CARD],
    ['a scale near zero', { scale: 1e-7 }, CARD],
    ['subgroups of 16', {}, { ...CARD, subgroupSizes: [16, 32] as const }],
    ['an adapter without matrices', {}, { ...CARD, features: ['shader-f16', 'subgroups'] }],
    ['less workgroup memory', {}, { ...CARD, limits: { ...CARD.limits, maxWorkgroupStorage: 16_000 } }],
  ])('is not for %s', (_, change, context) => {
    expect(prefillsByMatrices(fullShape(windowed), CARD)).toBe(true);
    expect(prefillsByMatrices(fullShape({ ...windowed, ...change }), context)).toBe(false);
  });

  it('has this WGSL', async () => {
    await expect(wgslOf(attentionPrefill, windowed, 'f16', CARD)).toMatchFileSnapshot(
      '__snapshots__/attention-prefill-matrix.wgsl',
    );
  });
});
