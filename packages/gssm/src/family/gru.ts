import type { Layer, Member } from './layer.js';
import { recurrentParts, recurrentWeights } from './rnn.js';
import { sigmoid } from './tensor.js';

/**
 * The gated recurrent unit: h ← (1 − z)⊙n + z⊙h with r, z sigmoids of W_ih x + b_ih + W_hh h + b_hh and
 * n = tanh(W_in x + b_in + r⊙(W_hn h + b_hn)), stacked in the order r, z, n; the output is h.
 *
 * Source: Cho et al. 2014 (arXiv 1406.1078), in the form and with the names of PyTorch's GRUCell, where r stands behind W_hn.
 */
export const gru: Member = {
  name: 'gru',
  source: 'Cho et al. 2014',
  least: { width: 1 },
  size: { numbers: 'width', tensors: '1', fixedBits: '0' },
  readable: true,
  kernel: 'gru',
  sized: (n) => ({ width: n }),
  weights: ({ width }) => recurrentWeights(3, width),
  layer({ width }, weights): Layer {
    const parts = recurrentParts(weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [{ name: 'h', size: width }],
      step(x, [h], store) {
        const [input, hidden] = parts(x, h);
        const next = h.map((kept, i) => {
          const reset = sigmoid(input[i] + hidden[i]);
          const update = sigmoid(input[width + i] + hidden[width + i]);
          const candidate = Math.tanh(input[2 * width + i] + reset * hidden[2 * width + i]);
          return (1 - update) * candidate + update * kept;
        });
        return store([next])[0];
      },
      read: ([h]) => h,
    };
  },
};
