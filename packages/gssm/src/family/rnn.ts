import type { Layer, Member } from './layer.js';
import { weightNamed } from './layer.js';
import { affine, type Weights } from './tensor.js';

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
  kernel: 'rnn',
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

/** What a token brings to the gates: W_ih x + b_ih, (gates · width). */
export function recurrentInput(weights: Weights) {
  const [weight, bias] = ['weight_ih', 'bias_ih'].map((name) => weightNamed(weights, name));
  return (x: Float64Array) => affine(weight, x, bias);
}

/** W_ih x + b_ih and W_hh h + b_hh, (gates · width) each. */
export function recurrentParts(weights: Weights) {
  const input = recurrentInput(weights);
  const [weight, bias] = ['weight_hh', 'bias_hh'].map((name) => weightNamed(weights, name));
  return (x: Float64Array, h: Float64Array) => [input(x), affine(weight, h, bias)] as const;
}
