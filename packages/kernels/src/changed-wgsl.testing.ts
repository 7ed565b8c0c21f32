/** Kernels made wrong on purpose: a check that passes on one of them checks nothing. */
import type { KernelDefinition } from './kernel-definition.js';

/**
 * The kernel with `right` replaced by `wrong` in its WGSL.
 *
 * @throws Error when the text does not occur, or more than once.
 */
export function withChangedWgsl<S extends object>(
  definition: KernelDefinition<S>,
  right: string,
  wrong: string,
): KernelDefinition<S> {
  return {
    ...definition,
    plan(...args) {
      const steps = definition.plan(...args);
      const found = steps.reduce((sum, { program }) => sum + program.wgsl!.split(right).length - 1, 0);
      if (found !== 1) {
        throw new Error(`${right} occurs ${found} times in the WGSL of ${definition.name}`);
      }
      return steps.map((step) => ({
        ...step,
        program: { ...step.program, wgsl: step.program.wgsl!.replace(right, wrong) },
      }));
    },
  };
}

/** The WGSL of all steps, each under the name of its program. */
export function wgslOf<S extends object>(
  definition: KernelDefinition<S>,
  ...[shape, precision, context]: Parameters<KernelDefinition<S>['plan']>
): string {
  return definition
    .plan(shape, precision, context)
    .map(({ program, workgroups }) => `// ${program.name}: ${workgroups.join(' x ')} workgroups\n${program.wgsl}`)
    .join('\n');
}

/** The f32 text that an f16 text becomes when f32 is stored: equal texts differ in nothing else. */
export function storedInF32(wgsl: string): string {
  return wgsl.replaceAll('enable f16;\n', '').replaceAll('f16', 'f32');
}

/** Limits of a small device, for plans that are only looked at. */
export const SMALL_DEVICE = {
  features: [],
  limits: {
    maxBufferSize: 2 ** 30,
    maxBindingSize: 2 ** 30,
    maxBindings: 8,
    maxWorkgroupInvocations: 256,
    maxWorkgroupStorage: 16_384,
    maxWorkgroupsPerDimension: 65_535,
    maxOutputs: null,
  },
} as const;

/** Limits of a card of compute capability 9.0: a block may have 227 KiB of shared memory. */
export const CARD_LIMITS = { ...SMALL_DEVICE.limits, maxWorkgroupStorage: 227 * 1024 } as const;
