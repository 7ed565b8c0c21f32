/**
 * LSTM: with i, f, o = σ(…) and g = tanh(…) of x_t + U h_{t−1}, four numbers a hidden unit in the order i, f, g, o,
 *
 *     c_t = f·c_{t−1} + i·g,   h_t = o·tanh(c_t),
 *
 * where x_t is what the input weights made of the input, bias included, for all t at once: a matrix product that is no part
 * of this kernel. The gates of a unit lie beside one another, so that one load of 16 bytes gets the four weights that
 * go from one unit to another. The state is h and c, whatever the length. It cannot be made parallel in the length;
 * `rnn-sequential.ts` tells how it is run and what bounds it.
 */
import type { KernelDefinition, Tensors } from './kernel-definition.js';
import { sequentialKernel, sequentialStepKernel } from './rnn-kernels.js';
import type { Cell, SequentialShape } from './rnn-sequential.js';

const CELL: Cell = {
  name: 'lstm',
  gates: 4,
  beside: 'c',
  // Clamped where σ has reached its ends, since exponentials of more would overflow.
  wgsl: `\
        let open = 1.0 / (1.0 + exp(-clamp(gates, vec4<f32>(-80.0), vec4<f32>(80.0))));
        let cell = open.y * c[unit] + open.x * tanhOf(gates.z);
        c[unit] = cell;
        let now = open.w * tanhOf(cell);`,
  // Four additions of x; three σ of three operations each, and two tanh; three products and an addition.
  operationsPerUnit: 4 + 3 * 3 + 2 + 4,
};

/** x (length, hidden, 4); u (hidden, hidden, 4), u[k][j] from unit k to unit j; h, c (hidden); out (length, hidden). */
export const lstm: KernelDefinition<SequentialShape> = sequentialKernel(CELL, lstmReference);

/** One step of {@link lstm}: x (hidden, 4), out (hidden). */
export const lstmStep: KernelDefinition<Omit<SequentialShape, 'length'>> = sequentialStepKernel(
  { ...CELL, name: 'lstm-step' },
  lstmReference,
  // c first, from the old h; then the output, from the old h and the new c.
  (hidden) => [
    {
      program: { name: 'lstm-step cell', perOutput: { kernel: cellAt, constants: { hidden }, outputs: hidden } },
      tensors: ['x', 'u', 'h', 'c', 'c'],
      workgroups: [1, 1, 1],
    },
    {
      program: { name: 'lstm-step output', perOutput: { kernel: outputAt, constants: { hidden }, outputs: hidden } },
      tensors: ['x', 'u', 'h', 'c', 'out'],
      workgroups: [1, 1, 1],
    },
  ],
);

function lstmReference({ length, hidden }: SequentialShape, { x, u, h, c }: Tensors): Record<string, Float64Array> {
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  let state = h!;
  const cell = c!.slice();
  const out = new Float64Array(length * hidden);
  for (let t = 0; t < length; t++) {
    const next = new Float64Array(hidden);
    for (let j = 0; j < hidden; j++) {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => {
        let sum = x![(t * hidden + j) * 4 + gate]!;
        for (let k = 0; k < hidden; k++) {
          sum += u![(k * hidden + j) * 4 + gate]! * state[k]!;
        }
        return sum;
      });
      cell[j] = sigmoid(f!) * cell[j]! + sigmoid(i!) * Math.tanh(g!);
      next[j] = sigmoid(o!) * Math.tanh(cell[j]!);
    }
    state = next;
    out.set(state, t * hidden);
  }
  return { out, h: state, c: cell };
}

// gpu.js translates these.

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function cellAt(this: any, x: number[], u: number[], h: number[], c: number[]): number {
  let i = x[4 * this.thread.x]!;
  let f = x[4 * this.thread.x + 1]!;
  let g = x[4 * this.thread.x + 2]!;
  for (let k = 0; k < this.constants.hidden; k++) {
    const at = 4 * (k * this.constants.hidden + this.thread.x);
    i += u[at]! * h[k]!;
    f += u[at + 1]! * h[k]!;
    g += u[at + 2]! * h[k]!;
  }
  const write = 1 / (1 + Math.exp(Math.max(-80, Math.min(80, -i))));
  const keep = 1 / (1 + Math.exp(Math.max(-80, Math.min(80, -f))));
  return keep * c[this.thread.x]! + write * Math.tanh(Math.max(-15, Math.min(15, g)));
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js gives `this` its type.
function outputAt(this: any, x: number[], u: number[], h: number[], c: number[]): number {
  let o = x[4 * this.thread.x + 3]!;
  for (let k = 0; k < this.constants.hidden; k++) {
    o += u[4 * (k * this.constants.hidden + this.thread.x) + 3]! * h[k]!;
  }
  const open = 1 / (1 + Math.exp(Math.max(-80, Math.min(80, -o))));
  return open * Math.tanh(Math.max(-15, Math.min(15, c[this.thread.x]!)));
}
