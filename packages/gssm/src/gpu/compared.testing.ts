/** The machine on a device against the machine on the CPU. */
import { vocabulary } from '@verbatim/tasks';
import { type FamilyModel, familyMachine, weightsOfLayer } from '../family/family-machine.js';
import type { LayerState } from '../family/layer.js';
import { memberNamed } from '../family/members.js';
import { affine, type Weights } from '../family/tensor.js';
import type { GpuMachineMode, GpuMachineRun } from './copy.js';

/**
 * The largest relative error, ‖state − CPU's‖ / ‖CPU's‖ for each tensor, after so many tokens. At each step both sides round a
 * number of the state by up to 2⁻²⁴ of it; the kernel also rounds its factors, which for some members is the same error at every
 * step, and has a few roundings in its sums, gates and exponentials, altogether some 2⁻²¹. Where nothing is forgotten these
 * add up. The first term is for the output, which goes through a few operations more.
 */
export function largestError(tokens: number): number {
  return 2 ** -18 + tokens * 2 ** -21;
}

/** What a comparison found. */
export interface Comparison {
  /** The largest relative error of a tensor of the state after the prompt. */
  readonly stateError: number;
  /** Letters that the CPU does not say, though its logits of the two are further apart than errors allow. */
  readonly wrong: number;
  /** Letters that the CPU does not say, where the logits are so close that errors allow it. */
  readonly ties: number;
}

/** Compares a run with the machine on the CPU, which reads the same tokens: of a generated answer the device's own letters. */
export function compared(
  model: FamilyModel,
  weights: Weights,
  x: readonly number[],
  mode: GpuMachineMode,
  { output, afterPrompt }: GpuMachineRun,
): Comparison {
  const { bos, copy } = vocabulary(model.alphabetSize);
  const read = [bos, ...x, copy, ...(mode === 'generate' ? output : x)].slice(0, -1);
  const machine = familyMachine(model, weights);
  const outputs = layerOutputs(model, weights, read);
  const allowed = largestError(read.length);
  let state = machine.start;
  let stateError = Number.NaN;
  let wrong = 0;
  let ties = 0;
  for (const [i, token] of read.entries()) {
    state = machine.update(state, token);
    const at = i - x.length - 1;
    if (at === 0) stateError = errorOf(afterPrompt, machine.numbers(state, 0));
    if (at < 0 || output[at] === machine.output(state)) continue;
    const logits = affine(weights.get('head.weight')!, outputs[i]);
    // Each of the two logits is a sum of products, each off by the error of an output relative to the largest.
    const largest = outputs[i].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const { values } = weights.get('head.weight')!;
    const width = outputs[i].length;
    const slack = [output[at], machine.output(state)].reduce(
      (sum, row) =>
        sum +
        values.subarray(row * width, (row + 1) * width).reduce((all, value) => all + Math.abs(value), 0) *
          largest *
          allowed,
      0,
    );
    if (logits[machine.output(state)] - logits[output[at]] <= slack) ties++;
    else wrong++;
  }
  return { stateError, wrong, ties };
}

/** What the layer puts out after each token, its state rounded to f32. */
function layerOutputs(model: FamilyModel, weights: Weights, tokens: readonly number[]): Float64Array[] {
  const layer = memberNamed(model.member).layer(model.hyperparameters, weightsOfLayer(weights, 0));
  const embedding = weights.get('embedding.weight')!;
  const width = embedding.shape[1];
  let state: LayerState = layer.state.map(({ size, start = 0 }) => new Float64Array(size).fill(Math.fround(start)));
  return tokens.map((token) =>
    layer.step(embedding.values.subarray(token * width, (token + 1) * width), state, (next) => {
      state = next.map((tensor) => tensor.map(Math.fround));
      return state;
    }),
  );
}

function errorOf(found: LayerState, wanted: LayerState): number {
  const ratios = wanted.map((tensor, i) => {
    if (found[i].length !== tensor.length) return Number.POSITIVE_INFINITY;
    const difference = Math.hypot(...tensor.map((value, j) => value - found[i][j]));
    return difference === 0 ? 0 : difference / Math.hypot(...tensor);
  });
  return Math.max(...ratios);
}
