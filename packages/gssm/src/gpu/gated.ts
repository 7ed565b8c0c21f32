/** RNN, LSTM and GRU: the product with the input is the host's, that with the state the kernel's. */
import { gru, gruStep, type KernelDefinition, lstm, lstmStep, rnn, rnnStep, type Tensors } from '@verbatim/kernels';
import { type Hyperparameters, weightNamed } from '../family/layer.js';
import { recurrentInput } from '../family/rnn.js';
import { doubles, type Weights } from '../family/tensor.js';
import type { Recurrence } from './recurrence.js';

type Kernels = readonly [KernelDefinition<object>, KernelDefinition<object>];

/** See {@link Recurrence}. */
export function rnnRecurrence({ width }: Hyperparameters, weights: Weights): Recurrence {
  return gatedRecurrence([rnn, rnnStep], width, weights, { gates: 1 });
}

/** See {@link Recurrence}. */
export function lstmRecurrence({ width }: Hyperparameters, weights: Weights): Recurrence {
  return gatedRecurrence([lstm, lstmStep], width, weights, { gates: 4, cell: true });
}

/** See {@link Recurrence}. */
export function gruRecurrence({ width }: Hyperparameters, weights: Weights): Recurrence {
  return gatedRecurrence([gru, gruStep], width, weights, { gates: 3, apart: 2 });
}

/**
 * @param cell - whether there is a state c beside h.
 * @param apart - the gate whose recurrent bias the kernel adds by itself, where there is one.
 */
function gatedRecurrence(
  [kernel, step]: Kernels,
  width: number,
  weights: Weights,
  { gates, cell = false, apart }: { readonly gates: number; readonly cell?: boolean; readonly apart?: number },
): Recurrence {
  const input = recurrentInput(weights);
  const recurrent = weightNamed(weights, 'weight_hh').values; // (gates, to, from)
  const bias = weightNamed(weights, 'bias_hh').values;
  const u = new Float64Array(recurrent.length); // (from, to, gates)
  for (let gate = 0; gate < gates; gate++)
    for (let to = 0; to < width; to++)
      for (let from = 0; from < width; from++)
        u[(from * width + to) * gates + gate] = recurrent[(gate * width + to) * width + from];
  const constants: Tensors =
    apart === undefined ? { u } : { u, bias: bias.subarray(apart * width, (apart + 1) * width) };
  const zeros = () => new Float64Array(width);
  return {
    kernel,
    step,
    shape: { hidden: width },
    constants,
    start: { h: zeros(), ...(cell && { c: zeros() }) },
    before(x) {
      const sums = input(x);
      const ofGates = doubles(sums.length, (i) => {
        const gate = i % gates;
        const at = gate * width + Math.floor(i / gates);
        return gate === apart ? sums[at] : sums[at] + bias[at];
      });
      return { rows: { x: ofGates } };
    },
    after: (y) => ({ y }),
    state: ({ h, c }) => (cell ? [h, c] : [h]),
  };
}
