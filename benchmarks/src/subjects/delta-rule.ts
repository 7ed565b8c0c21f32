/** Gated DeltaNet: heads are independent, and so are the columns of the values. */
import {
  type GatedDeltanetShape,
  type GatedDeltanetStepShape,
  gatedDeltanet,
  gatedDeltanetStep,
} from '@verbatim/kernels';
import { uniformBetween, uniformRow } from './numbers.js';
import { headOf, spread, wholeOf } from './part.js';
import type { DeclaredShape, KernelSubject } from './subject.js';

/** Heads that are checked where not all are. */
const HEADS = 2;

function sizesOf({ heads, headDim }: DeclaredShape): GatedDeltanetStepShape {
  return { heads: Number(heads), keyDim: Number(headDim), valueDim: Number(headDim) };
}

/** Keys of a norm of at most 1: with longer ones the state would grow at every step. */
function inputsOf({ keyDim }: GatedDeltanetStepShape): Readonly<Record<string, Float32Array>> {
  const most = 1 / Math.sqrt(keyDim);
  return {
    q: uniformBetween('q', -most, most),
    k: uniformBetween('k', -most, most),
    v: uniformRow('v'),
    alpha: uniformBetween('alpha', 0.9, 1),
    beta: uniformBetween('beta', 0, 1),
    state: uniformRow('state'),
  };
}

export const deltaRule: KernelSubject<GatedDeltanetShape> = {
  kind: 'kernel',
  definition: gatedDeltanet,
  shapeAt: (declared, length) => ({ ...sizesOf(declared), length }),
  inputs: inputsOf,
  parts: (shape) => spread(shape.heads, HEADS).map((head) => headOf(gatedDeltanet, shape, head)),
};

export const deltaRuleStep: KernelSubject<GatedDeltanetStepShape> = {
  kind: 'kernel',
  definition: gatedDeltanetStep,
  shapeAt: sizesOf,
  inputs: inputsOf,
  parts: (shape) => [wholeOf(gatedDeltanetStep, shape)],
};
