import { findCudaCompiler } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { attentionPrefillSuite } from './attention-prefill.cases.js';
import { attentionPrefill } from './attention-prefill.js';
import type { AttentionPrefillShape } from './attention-prefill-shape.js';
import { attentionPrefillTf32Plan, TF32_TILE } from './attention-prefill-tf32.js';
import { SMALL_DEVICE } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { cudaDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition } from './kernel-definition.js';

const large: AttentionPrefillShape = { heads: 16, keys: 16_384, keyDim: 64, scale: 0.125, bias: 'full' };
const cases = attentionPrefillSuite.longCases!();
const compiler = await findCudaCompiler([9, 0]);

function planOf(shape: AttentionPrefillShape) {
  const [step] = attentionPrefillTf32Plan(shape);
  return { ...step!, form: step!.program.cuda! };
}

/** The kernel with `right` replaced by `wrong` in its text. */
function changed(right: string, wrong: string): KernelDefinition<AttentionPrefillShape> {
  return {
    ...attentionPrefill,
    cudaPlan: (shape) =>
      attentionPrefillTf32Plan(shape).map((step) => {
        const cuda = step.program.cuda!;
        if (cuda.source.split(right).length !== 2) throw new Error(`${right} does not occur once`);
        return { ...step, program: { ...step.program, cuda: { ...cuda, source: cuda.source.replace(right, wrong) } } };
      }),
  };
}

describe('attention prefill in CUDA C++ for f32', () => {
  it('is one launch with a block for each tile of queries of a head', () => {
    const { form, tensors, workgroups } = planOf({ ...large, heads: 3, keys: 1000, queries: 130 });
    expect([workgroups, form.threads, form.sharedBytes]).toEqual([[6, 1, 1], [128, 1, 1], 65_536]);
    expect(tensors).toEqual(['q', 'k', 'v', 'out']);
    expect(form.source).toContain('HEADS = 3, QUERIES = 130, KEYS = 1000, QUERY_OFFSET = 870;');
  });

  it('takes no more than a multiprocessor has', () => {
    const { form } = planOf(large);
    // 1,024 bytes of each block are the system's.
    expect(TF32_TILE.resident * (form.sharedBytes! + 1024)).toBeLessThanOrEqual(228 * 1024);
    expect(TF32_TILE.resident * form.threads[0]).toBeLessThanOrEqual(2048);
  });

  it('is what a CUDA device runs in f32', () => {
    const { limits } = SMALL_DEVICE;
    const plan = attentionPrefill.cudaPlan!(large, 'f32', { limits, features: [] });
    expect(plan).toEqual(attentionPrefillTf32Plan(large));
  });

  it('has this text', async () => {
    const shape: AttentionPrefillShape = { heads: 3, keys: 1000, queries: 500, keyDim: 64, bias: 'full' };
    await expect(planOf(shape).form.source).toMatchFileSnapshot('__snapshots__/attention-prefill.f32.cu');
  });

  it.skipIf(typeof compiler === 'string')('compiles', () => {
    if (typeof compiler === 'string') throw new Error(compiler);
    const { source } = planOf(large).form;
    expect(compiler.compile('attention-prefill', source).length).toBeGreaterThan(10_000);
    expect(() => compiler.compile('attention-prefill', source.replace('partsOf(x.y)', 'noPartsOf(x.y)'))).toThrow(
      'noPartsOf',
    );
  });
});

const WRONG: readonly (readonly [what: string, right: string, wrong: string])[] = [
  ['a query sees the key after its own', 'key > seen ?', 'key > seen + 1 ?'],
  [
    'small parts of the right factor are left out',
    'multiplyAdd(sums[m], left[m].big, right.low.small, right.high.small);',
    '',
  ],
  [
    'small parts of the left factor are left out',
    'multiplyAdd(sums[m], left[m].small, right.low.big, right.high.big);',
    '',
  ],
  ['what was summed is not scaled', 'sum = fmaf(sum, rows.shrink[m][e >> 1], sums[i][m][e]);', 'sum += sums[i][m][e];'],
  ['the total is not scaled', 'fmaf(rows.total[m][r], rows.shrink[m][r], sum)', 'rows.total[m][r] + sum'],
  ['keys of the step before are read', 'copyRows<STEP, false>(keyTile, keys, next, KEYS);', ''],
  ['means are stored a row late', 'firstQuery + lane.firstRow + 16 * m', 'firstQuery + lane.firstRow + 1 + 16 * m'],
];

it.each(WRONG)('the text has that of which %s', (_, right, wrong) => {
  const { limits } = SMALL_DEVICE;
  expect(() => changed(right, wrong).cudaPlan!(large, 'f32', { limits, features: [] })).not.toThrow();
});

describe.skipIf(withoutCuda !== null)('on a card', () => {
  it.each(cases)('equals its reference on $name', async (kernelCase) => {
    expect(await checkKernel(await cudaDevice(), attentionPrefill, kernelCase, 'f32')).toMatchObject({ passed: true });
  });

  it.each(WRONG)('fails a check when %s', async (_, right, wrong) => {
    const passed: boolean[] = [];
    for (const kernelCase of cases) {
      passed.push((await checkKernel(await cudaDevice(), changed(right, wrong), kernelCase, 'f32')).passed);
    }
    expect(passed).toContain(false);
  });
});
