/** Recurrences that take one step after the other: GRU, LSTM and the plain recurrent network. */
import {
  gru,
  gruStep,
  type KernelDefinition,
  lstm,
  lstmStep,
  rnn,
  rnnStep,
  type SequentialShape,
} from '@verbatim/kernels';
import { uniformBetween, uniformRow } from './numbers.js';
import { wholeOf } from './part.js';
import type { KernelSubject } from './subject.js';

/** Steps that are checked, from the first: a later step needs all before it. */
const CHECKED_STEPS = 1024;

function inputsOf({ hidden }: { readonly hidden: number }): Readonly<Record<string, Float32Array>> {
  // As weights are drawn at the start of training: a step neither blows the state up nor puts it out.
  const most = 1 / Math.sqrt(hidden);
  return {
    x: uniformRow('x'),
    u: uniformBetween('u', -most, most),
    bias: uniformBetween('bias', -most, most, hidden),
    h: uniformRow('h', hidden),
    c: uniformRow('cell', hidden),
  };
}

function overLength(definition: KernelDefinition<SequentialShape>): KernelSubject<SequentialShape> {
  return {
    kind: 'kernel',
    definition,
    shapeAt: ({ hidden }, length) => ({ hidden: Number(hidden), length }),
    inputs: inputsOf,
    parts(shape) {
      if (shape.length <= CHECKED_STEPS) {
        return [wholeOf(definition, shape)];
      }
      const beginning = { ...shape, length: CHECKED_STEPS };
      return [{ shape: beginning, given: {}, results: { out: { from: 0, place: (index) => index } } }];
    },
  };
}

function oneStep(
  definition: KernelDefinition<Omit<SequentialShape, 'length'>>,
): KernelSubject<Omit<SequentialShape, 'length'>> {
  return {
    kind: 'kernel',
    definition,
    shapeAt: ({ hidden }) => ({ hidden: Number(hidden) }),
    inputs: inputsOf,
    parts: (shape) => [wholeOf(definition, shape)],
  };
}

export const gatedRecurrentUnit = overLength(gru);
export const gatedRecurrentUnitStep = oneStep(gruStep);
export const longShortTermMemory = overLength(lstm);
export const longShortTermMemoryStep = oneStep(lstmStep);
export const plainRecurrent = overLength(rnn);
export const plainRecurrentStep = oneStep(rnnStep);
