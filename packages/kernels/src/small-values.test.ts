/** What is tiny beside the rest of a tensor is checked too, in the cases that are about it. */
import { describe, expect, it } from 'vitest';
import { attentionDecodeSuite } from './attention-decode.cases.js';
import { compareOutputs, compareParts, type KernelSuite, referenceOf } from './check-kernel.js';
import { matrixProductSuite } from './matrix-product.cases.js';
import { retnetSuite } from './retnet.cases.js';
import { windowAttentionSuite } from './window-attention.cases.js';

/** Below this part of the tensor's largest, a number is tiny. */
const TINY = 1e-6;

// biome-ignore lint/suspicious/noExplicitAny: shapes of different kernels are of different types.
const SUITES: readonly (readonly [string, KernelSuite<any>])[] = [
  ['large and tiny values', attentionDecodeSuite],
  ['large and tiny values', windowAttentionSuite],
  ['large and tiny numbers', matrixProductSuite],
  ['a state that underflows beside one that stays', retnetSuite],
];

describe.each(SUITES)('%s of $definition.name', (name, { definition, cases }) => {
  const kernelCase = cases().find((one) => one.name === name)!;

  it.each(['f32', 'f16'] as const)('that are −1,000 times what they should be are caught in %s', (precision) => {
    const wanted = referenceOf(definition, kernelCase, precision);
    let changed = 0;
    const wrong = Object.fromEntries(
      Object.entries(wanted).map(([tensor, numbers]) => {
        const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
        const corrupt = (number: number) => {
          if (number === 0 || Math.abs(number) >= TINY * largest) return number;
          changed += 1;
          return -1000 * number;
        };
        return [tensor, numbers.map(corrupt)];
      }),
    );
    expect(changed).toBeGreaterThan(0);
    expect(compareOutputs(definition, kernelCase, precision, wanted, wanted)).toMatchObject({ passed: true });
    expect(compareOutputs(definition, kernelCase, precision, wrong, wanted)).toMatchObject({ passed: false });
    // Over the largest of the whole tensor they are too small to be seen, in f16 at the latest.
    const { compareBy: _, ...whole } = kernelCase;
    expect(compareOutputs(definition, whole, 'f16', wrong, wanted)).toMatchObject({ passed: true });
  });
});

describe('comparing parts', () => {
  const spec = { shape: [2, 2], dtype: 'f16' } as const;

  it('measures each row, or each column, by itself', () => {
    const wanted = [1000, 1, 2000, 2];
    const found = [1000, 1, 2000, 3];
    expect(compareParts(found, wanted, spec, 'column')).toMatchObject({ worst: 0.5 });
    expect(compareParts(found, wanted, spec, 'row')).toMatchObject({ worst: 1 / 2000 });
    expect(compareParts([Number.NaN, 1, 2000, 2], wanted, spec, 'row')).toMatchObject({ notFinite: 1, worst: 0 });
  });

  it('lets a device make 0 of what is below the smallest normal number, and of nothing else', () => {
    expect(compareParts([0, 1, 1, 1], [1e-5, 1, 1, 1], spec, 'column')).toMatchObject({ worst: 0 });
    expect(compareParts([1e-2, 0], [1e-5, 0], { ...spec, shape: [2, 1] }, 'row').worst).toBeGreaterThan(100);
    expect(compareParts([0, 1], [1e-4, 1], { ...spec, shape: [1, 2] }, 'column')).toMatchObject({ worst: 1 });
    expect(compareParts([0, 1], [1e-5, 1], { dtype: 'f32', shape: [1, 2] }, 'column')).toMatchObject({ worst: 1 });
  });
});
