import type { Layer, Member, StateTensor } from './layer.js';
import { weightNamed } from './layer.js';
import type { StateFormat } from './state-format.js';
import { affine, type Weights } from './tensor.js';

/**
 * A linear state space model with dense transitions: h ← A h + B x, y = C h + D x, where A = Σ_m (gate x)_m A_m is a mixture
 * of `modes` matrices that the input chooses. With one mode and a gate weight of 0 it is time-invariant.
 *
 * Source: Kalman 1960 for one mode; with several it is the transition of liquid S4 and of Mamba without the diagonal.
 */
export const linearSsm: Member = {
  name: 'linear-ssm',
  source: 'Kalman 1960',
  least: { width: 1, state: 1, modes: 1 },
  size: { numbers: 'state', tensors: '1', fixedBits: '0' },
  readable: false,
  sized: (n) => ({ width: n, state: n, modes: 1 }),
  weights: ({ width, state, modes }) => [
    { name: 'gate.weight', shape: [modes, width], ...(modes === 1 && { draw: () => 0 }) },
    { name: 'gate.bias', shape: [modes], draw: () => 1 },
    { name: 'A', shape: [modes, state, state], draw: (uniform) => uniform() / Math.sqrt(state) },
    { name: 'B', shape: [state, width] },
    { name: 'C', shape: [width, state] },
    { name: 'D', shape: [width, width] },
  ],
  layer: (parameters, weights) => linearSsmLayer(parameters, weights),
};

/** The layer, with a format and a start of its own where they are given. Without a tensor D, y = C h is read from h alone. */
export function linearSsmLayer(
  { state, modes }: Readonly<Record<string, number>>,
  weights: Weights,
  stored: { readonly format?: StateFormat; readonly start?: number } = {},
): Layer {
  const named = (name: string) => weightNamed(weights, name);
  const a = named('A').values; // (modes, N, N)
  const skip = weights.get('D');
  const h: StateTensor = { name: 'h', size: state, ...stored };
  const layer: Layer = {
    inputWidth: named('B').shape[1],
    outputWidth: named('C').shape[0],
    state: [h],
    step(x, [kept], store) {
      const gates = affine(named('gate.weight'), x, named('gate.bias'));
      const next = affine(named('B'), x);
      for (let mode = 0; mode < modes; mode++) {
        if (gates[mode] === 0) continue;
        for (let i = 0, at = mode * state * state; i < state; i++) {
          let sum = 0;
          for (let j = 0; j < state; j++) sum += a[at++] * kept[j];
          next[i] += gates[mode] * sum;
        }
      }
      const y = affine(named('C'), store([next])[0]);
      const skipped = skip && affine(skip, x);
      return skipped ? y.map((sum, i) => sum + skipped[i]) : y;
    },
  };
  return skip ? layer : { ...layer, read: ([kept]) => affine(named('C'), kept) };
}
