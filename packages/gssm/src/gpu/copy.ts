/** A machine of the family on a device: the whole prompt in one go, and then the answer in one go or letter by letter. */
import type { Device } from '@verbatim/gpu';
import { assertLetters, type Letters, vocabulary } from '@verbatim/tasks';
import { assertFamilyWeights, type FamilyModel } from '../family/family-machine.js';
import type { LayerState } from '../family/layer.js';
import type { Weights } from '../family/tensor.js';
import { Reader } from './reader.js';
import type { Recurrence } from './recurrence.js';
import { recurrenceOf } from './recurrences.js';

/** How the letters come about: each fed back, or all predicted after the true letters. */
export type GpuMachineMode = 'generate' | 'teacher-forced';

/** Called now and then with how many letters have come out, and the array that holds them; 0 while the prompt is read. */
export type OnLetters = (done: number, letters: Uint32Array) => void;

/** How to copy. */
export interface GpuMachineOptions {
  readonly mode: GpuMachineMode;
  readonly onLetters?: OnLetters;
}

/** What came of a copy. */
export interface GpuMachineRun {
  /** (L) letters. */
  readonly output: Uint32Array;
  /** The numbers of the layer's state after BOS x COPY, as the machine on the CPU stores them. */
  readonly afterPrompt: LayerState;
}

/**
 * What the machine of this model makes of `BOS x COPY`, its recurrence run by a kernel. It is the machine of `familyMachine`
 * up to the rounding of f32: sums and exponentials of the recurrence are in f32, and in doubles there.
 *
 * @param model - of one layer with the state in f32, of a member that has a kernel.
 * @param letters - (L) letters below D, at least one.
 * @throws RangeError for another model, letters or weights; what a device throws.
 */
export async function gpuMachineCopy(
  device: Device,
  model: FamilyModel,
  weights: Weights,
  letters: Letters,
  options: GpuMachineOptions,
): Promise<GpuMachineRun> {
  assertFamilyWeights(model, weights);
  assertLetters(letters, model.alphabetSize);
  return recurrenceCopy(device, recurrenceOf(model, weights), weights, letters, options);
}

/** The same for a recurrence, between the embedding and the head of these weights. */
export async function recurrenceCopy(
  device: Device,
  recurrence: Recurrence,
  weights: Weights,
  letters: Letters,
  { mode, onLetters }: GpuMachineOptions,
): Promise<GpuMachineRun> {
  const { bos, copy } = vocabulary(weights.get('head.weight')!.shape[0]);
  const x = Array.from(letters);
  const output = new Uint32Array(x.length);
  const reader = new Reader(device, recurrence, weights);
  const tell = (done: number) => onLetters?.(done, output);
  try {
    await reader.read([bos, ...x, copy], output.subarray(0, 1), () => tell(0));
    const afterPrompt = reader.state();
    tell(1);
    if (mode === 'teacher-forced') await reader.read(x.slice(0, -1), output.subarray(1), (done) => tell(1 + done));
    else await reader.generate(output, tell);
    return { output, afterPrompt };
  } finally {
    reader.destroy();
  }
}
