import { countOf, type KernelDefinition } from '@verbatim/kernels';
import { describe, expect, test } from 'vitest';
import { declaredSuites } from '../declared-suites.js';
import { rowNumber } from '../run/tensor-rows.js';
import { spread } from './part.js';
import type { KernelSubject } from './subject.js';

/** Every kernel of the suites once, in a shape small enough for the whole reference. */
const series = [
  ...new Map(declaredSuites.flatMap((suite) => suite.series).map((each) => [each.kernel, each])).values(),
];
const kernels = series.flatMap(({ kernel, subject, shape }) => {
  if (subject.kind !== 'kernel') return [];
  const small = { ...shape, heads: 3, headDim: 8, channels: 12, hidden: 8, ...(shape.window ? { window: 5 } : {}) };
  return [[kernel, subject as KernelSubject<object>, small] as const];
});

function filled(definition: KernelDefinition<object>, shape: object, inputs: Readonly<Record<string, Float32Array>>) {
  const given = definition.tensors(shape, 'f32').filter(({ role }) => role === 'input' || role === 'updated');
  return Object.fromEntries(
    given.map((spec) => [
      spec.name,
      Float64Array.from({ length: countOf(spec) }, (_, i) => rowNumber(inputs[spec.name]!, i)),
    ]),
  );
}

describe('the parts of a kernel', () => {
  test.each(kernels)('of %s are those of the whole', (_, subject, declared) => {
    const { definition } = subject;
    const shape = subject.shapeAt(declared, 37);
    definition.assertShape(shape);
    const given = filled(definition, shape, subject.inputs(shape, 37));
    const whole = definition.reference(shape, given);
    const parts = subject.parts(shape);
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      const picked = Object.fromEntries(
        definition
          .tensors(part.shape, 'f32')
          .filter(({ role }) => role === 'input' || role === 'updated')
          .map((spec) => {
            const place = part.given[spec.name] ?? 0;
            const at = typeof place === 'number' ? (i: number) => place + i : place;
            return [spec.name, Float64Array.from({ length: countOf(spec) }, (__, i) => given[spec.name]![at(i)]!)];
          }),
      );
      const reference = part.reference?.(picked) ?? definition.reference(part.shape, picked);
      expect(Object.keys(part.results).length).toBeGreaterThan(0);
      for (const [name, { from, place }] of Object.entries(part.results)) {
        const own = reference[name]!.subarray(from);
        expect(own.length).toBeGreaterThan(0);
        expect(own).toEqual(Float64Array.from(own, (__, i) => whole[name]![place(from + i)]!));
      }
    }
  });
});

test('a spread has the first and the last, and none twice', () => {
  expect(spread(16, 3)).toEqual([0, 8, 15]);
  expect(spread(2, 5)).toEqual([0, 1]);
  expect(spread(1, 3)).toEqual([0]);
});
