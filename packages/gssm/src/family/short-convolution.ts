import type { Tensor } from './tensor.js';

/**
 * A causal depthwise convolution, one step at a time: y_c = Σ_j weight[c, j] · x_c(t − K + 1 + j). What it keeps are the last
 * K − 1 inputs; programs often keep K and overwrite the oldest before it is read.
 *
 * @param weight - (channels, 1, K), the newest input's factor last, as PyTorch's Conv1d with groups = channels has it.
 * @param x - (channels), the newest input.
 * @param kept - (K − 1, channels), oldest first.
 * @returns y, (channels), and the inputs to keep.
 */
export function shortConvolution(weight: Tensor, x: Float64Array, kept: Float64Array) {
  const channels = x.length;
  const kernel = weight.shape[2];
  const inputs = new Float64Array(kernel * channels);
  inputs.set(kept);
  inputs.set(x, kept.length);
  const y = x.map((_, channel) => {
    let sum = 0;
    for (let j = 0; j < kernel; j++) sum += weight.values[channel * kernel + j] * inputs[j * channels + channel];
    return sum;
  });
  return { y, kept: inputs.subarray(channels) };
}
