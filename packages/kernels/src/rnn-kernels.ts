/** The two kernels of a recurrence that is sequential in the length: over a whole input, and one step. */
import type { KernelDefinition, PlanStep } from './kernel-definition.js';
import {
  assertSequential,
  type Cell,
  type SequentialShape,
  sequentialCost,
  sequentialPlan,
  sequentialTensors,
} from './rnn-sequential.js';

type Reference = KernelDefinition<SequentialShape>['reference'];

/** Tensors as {@link sequentialTensors} has them. */
export function sequentialKernel(cell: Cell, reference: Reference): KernelDefinition<SequentialShape> {
  return {
    name: cell.name,
    precisions: ['f32'],
    assertShape: ({ length, hidden }) => assertSequential(cell.name, { length, hidden }),
    tensors: (shape) => sequentialTensors(shape, cell, { step: false }),
    plan: (shape, _, context) => sequentialPlan(shape, cell, context),
    reference,
    cost: (shape) => sequentialCost(shape, cell),
  };
}

/**
 * The same for a single step, without the axis of the length.
 *
 * @param perUnit - the programs for gpu.js that make `out`, and c where there is one; h is what `out` was, last of all.
 */
export function sequentialStepKernel(
  cell: Cell,
  reference: Reference,
  perUnit: (hidden: number) => readonly PlanStep[],
): KernelDefinition<Omit<SequentialShape, 'length'>> {
  const whole = ({ hidden }: Omit<SequentialShape, 'length'>) => ({ length: 1, hidden });
  return {
    name: cell.name,
    precisions: ['f32'],
    assertShape: ({ hidden }) => assertSequential(cell.name, { hidden }),
    tensors: (shape) => sequentialTensors(whole(shape), cell, { step: true }),
    plan: (shape, _, context) => sequentialPlan(whole(shape), cell, context),
    perOutputPlan: ({ hidden }) => [
      ...perUnit(hidden),
      {
        program: { name: `${cell.name} state`, perOutput: { kernel: same, constants: {}, outputs: hidden } },
        tensors: ['out', 'h'],
        workgroups: [1, 1, 1],
      },
    ],
    reference: (shape, inputs) => reference(whole(shape), inputs),
    cost: (shape) => sequentialCost(whole(shape), cell),
  };
}

/** gpu.js translates this. */
// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function same(this: any, out: number[]): number {
  return out[this.thread.x]!;
}
