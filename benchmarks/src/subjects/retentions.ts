/** Linear attention and RetNet: heads are independent, and so are the columns of the values. */
import {
  type KernelDefinition,
  type LinearAttentionShape,
  linearAttention,
  linearAttentionStep,
  type RetNetShape,
  retnet,
  retnetDecays,
  retnetStep,
} from '@verbatim/kernels';
import { uniformRow } from './numbers.js';
import { type Part, spread, wholeOf } from './part.js';
import type { DeclaredShape, KernelSubject } from './subject.js';

const HEADS = 2;
/** Columns of the values that are checked where not all are. */
const COLUMNS = 3;

interface Sizes {
  readonly heads: number;
  readonly length: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

function sizesOf({ heads, headDim }: DeclaredShape, length: number): Sizes {
  return { heads: Number(heads), length, keyDim: Number(headDim), valueDim: Number(headDim) };
}

function inputsOf({ heads }: Pick<Sizes, 'heads'>): Readonly<Record<string, Float32Array>> {
  return {
    q: uniformRow('q'),
    k: uniformRow('k'),
    v: uniformRow('v'),
    state: uniformRow('state'),
    decay: Float32Array.from(retnetDecays(heads)),
  };
}

/** Some columns of one head, over the whole length. */
function columnsOf<S extends Sizes>(shape: S, head: number): Part<S> {
  const { length, keyDim, valueDim } = shape;
  const columns = spread(valueDim, COLUMNS);
  const rowsOfHead = (rows: number) => (index: number) => {
    const row = head * rows + Math.floor(index / columns.length);
    return row * valueDim + columns[index % columns.length]!;
  };
  const key = head * length * keyDim;
  const value = rowsOfHead(length);
  const state = rowsOfHead(keyDim);
  return {
    shape: { ...shape, heads: 1, valueDim: columns.length },
    given: { q: key, k: key, v: value, state, decay: head },
    results: { out: { from: 0, place: value }, state: { from: 0, place: state } },
  };
}

function overLength<S extends Sizes>(
  definition: KernelDefinition<S>,
  shapeAt: (declared: DeclaredShape, length: number) => S,
): KernelSubject<S> {
  return {
    kind: 'kernel',
    definition,
    shapeAt,
    inputs: inputsOf,
    parts: (shape) => spread(shape.heads, HEADS).map((head) => columnsOf(shape, head)),
  };
}

function oneStep<S extends Omit<Sizes, 'length'>>(
  definition: KernelDefinition<S>,
  shapeAt: (declared: DeclaredShape, length: number) => S,
): KernelSubject<S> {
  return { kind: 'kernel', definition, shapeAt, inputs: inputsOf, parts: (shape) => [wholeOf(definition, shape)] };
}

function withoutLength({ length: _, ...sizes }: Sizes): Omit<Sizes, 'length'> {
  return sizes;
}

/** Keys and queries as they are: features that are all positive would add up beyond the range of f16. */
const FEATURES = { featureMap: 'identity' } as const;

export const linear: KernelSubject<LinearAttentionShape> = overLength(linearAttention, (declared, length) => ({
  ...sizesOf(declared, length),
  ...FEATURES,
}));

export const linearStep: KernelSubject<Omit<LinearAttentionShape, 'length'>> = oneStep(
  linearAttentionStep,
  (declared) => ({ ...withoutLength(sizesOf(declared, 1)), ...FEATURES }),
);

export const retention: KernelSubject<RetNetShape> = overLength(retnet, sizesOf);

export const retentionStep: KernelSubject<Omit<RetNetShape, 'length'>> = oneStep(retnetStep, (declared) =>
  withoutLength(sizesOf(declared, 1)),
);
