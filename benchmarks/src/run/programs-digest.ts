import { createHash, type Hash } from 'node:crypto';
import type { DeviceLimits } from '@verbatim/gpu';
import type { KernelDefinition, PlanContext, PlanStep, Precision } from '@verbatim/kernels';
import type { PlannedPoint } from './planned-points.js';

/** Of no card: with the same limits everywhere, the same code has the same digest. */
const LIMITS: DeviceLimits = {
  maxBufferSize: 2 ** 40,
  maxBindingSize: 2 ** 40,
  maxBindings: 16,
  maxWorkgroupInvocations: 1024,
  maxWorkgroupStorage: 2 ** 15,
  maxWorkgroupsPerDimension: 65_535,
  maxOutputs: null,
};
/** Plans have parts that depend on features and subgroups; a device with none is asked for, and one with all. */
export const CONTEXTS: readonly PlanContext[] = [
  { limits: LIMITS, features: [], subgroupSizes: null },
  {
    limits: LIMITS,
    features: ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix', 'cuda-sm-90', 'cuda-sm-90a'],
    subgroupSizes: [32, 32],
  },
];

/**
 * A digest of the programs that points run: WGSL, CUDA C++ and gpu.js, with their tensors and workgroups. In the header of a journal it
 * keeps times of one version of a kernel from being taken for those of another. The rest of this program's code it does not see.
 *
 * @returns the first 16 hexadecimal digits of SHA-256: a message can show them.
 */
export function programsDigest(planned: readonly PlannedPoint[]): string {
  const hash = createHash('sha256');
  for (const { series, precision, length } of planned) {
    const { subject, shape } = series;
    if (subject.kind !== 'kernel' && subject.kind !== 'state') continue;
    const { definition } = subject;
    const own = subject.shapeAt(shape, length);
    hash.update(JSON.stringify(definition.tensors(own, precision as Precision)));
    if (subject.kind === 'kernel') addPrograms(hash, definition, own, precision as Precision);
  }
  return hash.digest('hex').slice(0, 16);
}

function addPrograms(hash: Hash, definition: KernelDefinition<object>, shape: object, precision: Precision): void {
  const plans = CONTEXTS.flatMap((context) => [
    () => definition.plan(shape, precision, context),
    () => definition.cudaPlan?.(shape, precision, context),
  ]);
  for (const plan of [...plans, () => definition.perOutputPlan?.(shape)]) {
    try {
      // A step that is repeated thousands of times is one object.
      for (const step of new Set(plan())) hash.update(textOf(step));
    } catch {
      hash.update('none for this shape');
    }
  }
}

function textOf({ program, tensors, workgroups }: PlanStep): string {
  const { perOutput } = program;
  return JSON.stringify([program, perOutput && String(perOutput.kernel), tensors, workgroups]);
}
