/**
 * GRU: with r, z = σ(…) of x_t + U h_{t−1}, three numbers a hidden unit in the order r, z, n,
 *
 *     n = tanh(x_t + r·(U h_{t−1} + bias)),   h_t = (1 − z)·n + z·h_{t−1},
 *
 * where x_t is what the input weights made of the input for all t at once: a matrix product that is no part of this kernel. All
 * biases are in x, except that of n's recurrent part, which r is multiplied with: r stands behind the recurrent weights,
 * as in PyTorch. The state is h, whatever the length. It cannot be made parallel in the length; `rnn-sequential.ts` tells
 * how it is run and what bounds it.
 *
 * Source: Cho et al. 2014 (arXiv 1406.1078), in the form of PyTorch's GRUCell.
 */
import type { KernelDefinition, Tensors } from './kernel-definition.js';
import { sequentialKernel, sequentialStepKernel } from './rnn-kernels.js';
import type { Cell, SequentialShape } from './rnn-sequential.js';

const CELL: Cell = {
  name: 'gru',
  gates: 3,
  beside: 'bias',
  // What x has for n comes later, outside the product with r.
  start: 'vec3<f32>(input.xy, bias[unit])',
  // Clamped where σ has reached its ends, since exponentials of more would overflow.
  wgsl: `\
        let open = 1.0 / (1.0 + exp(-clamp(gates.xy, vec2<f32>(-80.0), vec2<f32>(80.0))));
        let candidate = tanhOf(input.z + open.x * gates.z);
        let now = (1.0 - open.y) * candidate + open.y * before[unit];`,
  // Additions of x and bias; two σ of three operations each; r's product and a tanh; the mixture.
  operationsPerUnit: 4 + 2 * 3 + 2 + 4,
};

/** x (length, hidden, 3); u (hidden, hidden, 3), u[k][j] from unit k to unit j; bias, h (hidden); out (length, hidden). */
export const gru: KernelDefinition<SequentialShape> = sequentialKernel(CELL, gruReference);

/** One step of {@link gru}: x (hidden, 3), out (hidden). */
export const gruStep: KernelDefinition<Omit<SequentialShape, 'length'>> = sequentialStepKernel(
  { ...CELL, name: 'gru-step' },
  gruReference,
  (hidden) => [
    {
      program: { name: 'gru-step output', perOutput: { kernel: outputAt, constants: { hidden }, outputs: hidden } },
      tensors: ['x', 'u', 'bias', 'h', 'out'],
      workgroups: [1, 1, 1],
    },
  ],
);

function gruReference({ length, hidden }: SequentialShape, { x, u, bias, h }: Tensors): Record<string, Float64Array> {
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  let state = h!;
  const out = new Float64Array(length * hidden);
  for (let t = 0; t < length; t++) {
    const next = new Float64Array(hidden);
    for (let j = 0; j < hidden; j++) {
      const [ofR, ofZ, ofN] = [0, 1, 2].map((gate) => x![(t * hidden + j) * 3 + gate]!);
      const [byR, byZ, byN] = [0, 1, 2].map((gate) =>
        state.reduce((sum, before, k) => sum + u![(k * hidden + j) * 3 + gate]! * before, 0),
      );
      const z = sigmoid(ofZ! + byZ!);
      const n = Math.tanh(ofN! + sigmoid(ofR! + byR!) * (byN! + bias![j]!));
      next[j] = (1 - z) * n + z * state[j]!;
    }
    state = next;
    out.set(state, t * hidden);
  }
  return { out, h: state };
}

// gpu.js translates this.
// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, x: number[], u: number[], bias: number[], h: number[]): number {
  let r = x[3 * this.thread.x]!;
  let z = x[3 * this.thread.x + 1]!;
  let n = bias[this.thread.x]!;
  for (let k = 0; k < this.constants.hidden; k++) {
    const at = 3 * (k * this.constants.hidden + this.thread.x);
    r += u[at]! * h[k]!;
    z += u[at + 1]! * h[k]!;
    n += u[at + 2]! * h[k]!;
  }
  const reset = 1 / (1 + Math.exp(Math.max(-80, Math.min(80, -r))));
  const keep = 1 / (1 + Math.exp(Math.max(-80, Math.min(80, -z))));
  const candidate = Math.tanh(Math.max(-15, Math.min(15, x[3 * this.thread.x + 2]! + reset * n)));
  return (1 - keep) * candidate + keep * h[this.thread.x]!;
}
