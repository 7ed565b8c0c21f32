/** Runs the model of `copy`, and tells what a result says about it. */
import { stateBits } from '@verbatim/gssm';
import type { Context } from '../context.js';
import type { LetterInput } from '../input/letters.js';
import { grouped } from '../output/big-numbers.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { type ModelName, machineFor } from './machine.js';
import { memoryProblem } from './memory.js';
import type { Mode } from './outcome.js';
import type { CopyResult } from './schema.js';
import { copyWithMachine } from './with-machine.js';
import { copyWithTransformer, type TransformerRequest } from './with-transformer.js';

/** The tokens that came out, and the fields of a result that depend on the kind of model. */
export interface ModelRun {
  /** (L). */
  readonly output: Uint32Array;
  readonly part: Pick<
    CopyResult,
    'machine' | 'dimensions' | 'certified' | 'states' | 'stateBits' | 'serialisedBits' | 'stopped' | 'seconds'
  >;
}

/** @throws UsageError when the memory does not suffice. */
export function runTransformer(context: Context, { letters }: LetterInput, request: TransformerRequest): ModelRun {
  const problem = memoryProblem({ ...request, length: letters.length });
  if (problem !== null) throw new UsageError(problem);
  const progress = progressLine(context.stderr);
  const { length } = letters;
  const { output, dimensions, certified, stopped, seconds } = copyWithTransformer(letters, request, (done) =>
    progress.show(`${grouped(done)} of ${grouped(length)} letters`, Math.min(1, done / length)),
  );
  progress.clear();
  return {
    output,
    part: {
      machine: null,
      dimensions,
      certified,
      states: null,
      stateBits: null,
      serialisedBits: null,
      stopped,
      seconds,
    },
  };
}

/** @throws UsageError when the machine is not accepted. */
export async function runMachine(
  name: Exclude<ModelName, { kind: 'transformer' }>,
  { letters, alphabetSize }: LetterInput,
  bits: string | undefined,
  mode: Mode,
): Promise<ModelRun> {
  const machine = await machineFor(name, alphabetSize, letters.length, bits);
  const { output, states, serialisedBits, seconds } = copyWithMachine(machine, letters, mode);
  return {
    output,
    part: {
      machine: machine.name,
      dimensions: null,
      certified: null,
      states: states.toString(),
      stateBits: stateBits(states),
      serialisedBits,
      stopped: null,
      seconds,
    },
  };
}
