import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { affine } from './tensor.js';

/**
 * The vanilla recurrent network: h ← tanh(W_ih x + b_ih + W_hh h + b_hh); the output is h.
 *
 * Source: Elman 1990, in the form and with the names of PyTorch's RNNCell.
 */
export const rnn: Member = {
  name: 'rnn',
  source: 'Elman 1990',
  least: { width: 1 },
  size: { numbers: 'width', tensors: '1', fixedBits: '0' },
  readable: true,
  sized: (n) => ({ width: n }),
  weights: ({ width }) => recurrentWeights(1, width),
  layer({ width }, weights): Layer {
    const parts = recurrentParts(weights);
    return {
      inputWidth: width,
      outputWidth: width,
      state: [{ name: 'h', size: width }],
      step(x, [h], store) {
        const [input, hidden] = parts(x, h);
        return store([input.map((sum, i) => Math.tanh(sum + hidden[i]))])[0];
      },
      read: ([h]) => h,
    };
  },
};

/** The weights of `gates` gates of one width, as PyTorch stacks and names them. */
export function recurrentWeights(gates: number, width: number) {
  const draw = (uniform: () => number) => uniform() / Math.sqrt(width);
  return [
    { name: 'weight_ih', shape: [gates * width, width], draw },
    { name: 'weight_hh', shape: [gates * width, width], draw },
    { name: 'bias_ih', shape: [gates * width], draw },
    { name: 'bias_hh', shape: [gates * width], draw },
  ];
}

/** W_ih x + b_ih and W_hh h + b_hh, (gates · width) each. */
export function recurrentParts(weights: Parameters<typeof weightNamed>[0]) {
  const [weightIh, weightHh, biasIh, biasHh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) =>
    weightNamed(weights, name),
  );
  return (x: Float64Array, h: Float64Array) => [affine(weightIh, x, biasIh), affine(weightHh, h, biasHh)] as const;
}
