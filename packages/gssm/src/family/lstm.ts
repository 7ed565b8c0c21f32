import type { Layer, Member } from './layer.js';
import { recurrentParts, recurrentWeights } from './rnn.js';
import { sigmoid } from './tensor.js';

/**
 * Long short-term memory with forget gates: c ← f⊙c + i⊙g, h ← o⊙tanh(c); the output is h. The gates i, f, o are sigmoids
 * and g is a tanh of W_ih x + b_ih + W_hh h + b_hh, stacked in the order i, f, g, o.
 *
 * Both are stored, because the next gates read h; h is computed from c before that is rounded.
 *
 * Source: Hochreiter and Schmidhuber 1997, Gers et al. 2000, in the form and with the names of PyTorch's LSTMCell.
 */
export const lstm: Member = {
  name: 'lstm',
  source: 'Hochreiter and Schmidhuber 1997',
  least: { width: 1 },
  size: { numbers: '2 * width', tensors: '2', fixedBits: '0' },
  readable: true,
  kernel: 'lstm',
  sized: (n) => ({ width: n }),
  weights: ({ width }) => recurrentWeights(4, width),
  layer({ width }, weights): Layer {
    const parts = recurrentParts(weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [
        { name: 'h', size: width },
        { name: 'c', size: width },
      ],
      step(x, [h, c], store) {
        const [input, hidden] = parts(x, h);
        const sum = (gate: number, i: number) => input[gate * width + i] + hidden[gate * width + i];
        const cell = c.map((kept, i) => sigmoid(sum(1, i)) * kept + sigmoid(sum(0, i)) * Math.tanh(sum(2, i)));
        return store([cell.map((value, i) => sigmoid(sum(3, i)) * Math.tanh(value)), cell])[0];
      },
      read: ([h]) => h,
    };
  },
};
