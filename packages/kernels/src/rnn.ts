/**
 * Vanilla recurrent network: h_t = tanh(x_t + U h_{t−1}), where x_t is what the input weights made of the input, bias included, for
 * all t at once: a matrix product that is no part of this kernel. The state is h, whatever the length. It cannot
 * be made parallel in the length; `rnn-sequential.ts` tells how it is run and what bounds it.
 */
import type { KernelDefinition, Tensors } from './kernel-definition.js';
import { sequentialKernel, sequentialStepKernel } from './rnn-kernels.js';
import type { Cell, SequentialShape } from './rnn-sequential.js';

const CELL: Cell = {
  name: 'rnn',
  gates: 1,
  wgsl: '        let now = tanhOf(gates);',
  // The addition of x and the tanh.
  operationsPerUnit: 2,
};

/** x, out (length, hidden); u (hidden, hidden), u[k][j] from unit k to unit j; h (hidden). */
export const rnn: KernelDefinition<SequentialShape> = sequentialKernel(CELL, rnnReference);

/** One step of {@link rnn}: x, out (hidden). */
export const rnnStep: KernelDefinition<Omit<SequentialShape, 'length'>> = sequentialStepKernel(
  { ...CELL, name: 'rnn-step' },
  rnnReference,
  (hidden) => [
    {
      program: { name: 'rnn-step output', perOutput: { kernel: outputAt, constants: { hidden }, outputs: hidden } },
      tensors: ['x', 'u', 'h', 'out'],
      workgroups: [1, 1, 1],
    },
  ],
);

function rnnReference({ length, hidden }: SequentialShape, { x, u, h }: Tensors): Record<string, Float64Array> {
  let state = h!;
  const out = new Float64Array(length * hidden);
  for (let t = 0; t < length; t++) {
    const next = new Float64Array(hidden);
    for (let j = 0; j < hidden; j++) {
      let sum = x![t * hidden + j]!;
      for (let k = 0; k < hidden; k++) {
        sum += u![k * hidden + j]! * state[k]!;
      }
      next[j] = Math.tanh(sum);
    }
    state = next;
    out.set(state, t * hidden);
  }
  return { out, h: state };
}

// gpu.js translates these.

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, x: number[], u: number[], h: number[]): number {
  let sum = x[this.thread.x]!;
  for (let k = 0; k < this.constants.hidden; k++) {
    sum += u[k * this.constants.hidden + this.thread.x]! * h[k]!;
  }
  return Math.tanh(Math.max(-15, Math.min(15, sum)));
}
