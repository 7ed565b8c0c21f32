/** Every kernel with a plan in CUDA C++: that its launches fit its tensors, and on a card, where there is one, its results. */
import { FeatureMissingError } from '@verbatim/gpu';
import { describe, expect, it } from 'vitest';
import { SMALL_DEVICE } from './changed-wgsl.testing.js';
import { checkKernel } from './check-kernel.js';
import { cudaDevice, withoutCuda } from './devices.testing.js';
import type { KernelDefinition, PlanContext, PlanStep, Precision } from './kernel-definition.js';
import { kernelSuites } from './suites.js';

/** A card with all that programs may ask for. */
const CARD: PlanContext = {
  features: ['timestamp-query', 'shader-f16', 'subgroups', 'cuda-sm-90', 'cuda-sm-90a'],
  limits: { ...SMALL_DEVICE.limits, maxWorkgroupInvocations: 1024, maxWorkgroupStorage: 232_448 },
};
const suites = kernelSuites.flatMap((suite) => {
  const { definition, cases, longCases } = suite;
  const { cudaPlan } = definition;
  return cudaPlan === undefined
    ? []
    : [{ name: definition.name, definition, cases: [...cases(), ...(longCases?.() ?? [])] }];
});

/** The plan, or null for what the kernel's CUDA C++ does not cover. */
function planOf<S extends object>(
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
): readonly PlanStep[] | null {
  try {
    return definition.cudaPlan!(shape, precision, CARD);
  } catch (error) {
    if (error instanceof FeatureMissingError) return null;
    throw error;
  }
}

/** The parameters of a program's function, as its source declares them. */
function parametersOf(source: string, entry: string): string[] {
  const list = new RegExp(`extern "C" __global__ void[^(]*(?:\\([^)]*\\) )?${entry}\\(([^)]*)\\)`).exec(source)?.[1];
  return (list ?? '').split(',').map((parameter) => parameter.trim());
}

it('there are such kernels', () => {
  expect(suites.map(({ name }) => name)).toEqual(expect.arrayContaining(['attention-decode', 'attention-prefill']));
});

describe.each(suites)('$name in CUDA C++', ({ definition, cases }) => {
  const covered = cases.flatMap((kernelCase) =>
    definition.precisions
      .filter((precision) => planOf(definition, kernelCase.shape, precision) !== null)
      .map((precision) => ({ ...kernelCase, precision })),
  );

  it('covers some of its cases', () => {
    expect(covered).not.toEqual([]);
  });

  it('has a parameter for each of its tensors, and workgroups that are some', () => {
    for (const { shape, precision } of covered) {
      const specs = new Map(definition.tensors(shape, precision).map((spec) => [spec.name, spec]));
      const written = new Set<string>();
      for (const { program, tensors, workgroups } of planOf(definition, shape, precision)!) {
        const { source, entry, threads, sharedBytes = 0, tensorMaps = [] } = program.cuda!;
        const parameters = parametersOf(source, entry);
        expect(parameters.length).toBe(tensors.length + tensorMaps.length);
        for (const [i, name] of tensors.entries()) {
          expect(specs.has(name)).toBe(true);
          // What may be written is no constant, and what is given is one.
          if (specs.get(name)!.role === 'input') expect(parameters[i]).toMatch(/^const /);
          else if (!parameters[i]!.startsWith('const ')) written.add(name);
        }
        expect(workgroups.every((count) => Number.isSafeInteger(count) && count >= 1)).toBe(true);
        expect(threads[0] * threads[1] * threads[2]).toBeLessThanOrEqual(CARD.limits.maxWorkgroupInvocations);
        expect(sharedBytes).toBeLessThanOrEqual(CARD.limits.maxWorkgroupStorage);
        expect(source).not.toMatch(/undefined|NaN|\[object/);
      }
      for (const { name, role } of specs.values()) {
        if (role === 'output' || role === 'updated') expect(written).toContain(name);
      }
    }
  });

  describe.skipIf(withoutCuda !== null)('on a card', () => {
    it.each(covered)('equals its reference on $name in $precision', async ({ precision, ...kernelCase }) => {
      expect(await checkKernel(await cudaDevice(), definition, kernelCase, precision)).toMatchObject({ passed: true });
    });
  });
});
