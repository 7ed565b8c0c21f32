/**
 * A machine made of layers: token → embedding → layers, one behind the other → head → the letter with the largest logit.
 *
 * A GSSM says its letter from its state alone, while most layers compute an output from their state *and* the token that
 * came in. Then the letter that comes out is part of the machine's state: |S| = D · 2^(bits of the layers). Where the last
 * layer's state alone decides its output, the letter is read from there and |S| = 2^(bits of the layers). Every pattern of
 * bits is counted, whether or not a prompt leads to it.
 */

import { vocabulary } from '@verbatim/tasks';
import type { Gssm } from '../gssm.js';
import { isLetter, rejectToken } from '../parameters.js';
import { numberedStates } from '../state-number.js';
import type { Layer, LayerState } from './layer.js';
import type { StateFormat } from './state-format.js';
import {
  codesOfPattern,
  decodeTensor,
  encodeTensor,
  patternOfCodes,
  type StoredTensor,
  tensorBits,
} from './state-pattern.js';
import { affine, type Tensor } from './tensor.js';

/** The codes of every tensor of every layer, and the letter to say where it is not read from them (else 0). */
export interface StackState {
  readonly codes: readonly (readonly Uint32Array[])[];
  readonly letter: number;
}

/** What a stack is made of. */
export interface StackOptions {
  readonly name: string;
  /** D ≥ 2. */
  readonly alphabetSize: number;
  /** (D + 2, inputWidth of the first layer): letters, BOS, COPY. */
  readonly embedding: Tensor;
  readonly layers: readonly Layer[];
  /** (D, outputWidth of the last layer). */
  readonly head: Tensor;
  /** Of all tensors of the state that have none of their own. */
  readonly format: StateFormat;
}

/** A machine made of layers, with the bits of each. */
export interface StackMachine extends Gssm<StackState> {
  /** The bits of each layer's state; `serialisedBits` is their sum, and ⌈log2 D⌉ more where the letter is kept. */
  readonly layerBits: readonly number[];
  /** The numbers of a layer's state as they are stored, one array for each tensor. */
  numbers(state: StackState, layer: number): LayerState;
}

/**
 * The machine of such layers.
 *
 * @throws RangeError unless the widths of embedding, layers and head fit together.
 */
export function stackMachine(options: StackOptions): StackMachine {
  assertWidths(options);
  const { name, alphabetSize, embedding, layers, head, format } = options;
  const { copy } = vocabulary(alphabetSize);
  const width = embedding.shape[1];
  const tensors: StoredTensor[][] = layers.map(({ state }) => state.map((tensor) => ({ format, ...tensor })));
  const layerBits = tensors.map((ofLayer) => ofLayer.reduce((bits, tensor) => bits + tensorBits(tensor), 0));
  const patterns = 1n << BigInt(layerBits.reduce((sum, bits) => sum + bits, 0));
  const last = layers.length - 1;
  const { read } = layers[last];

  const encoded = (layer: number, next: LayerState) => tensors[layer].map((tensor, i) => encodeTensor(tensor, next[i]));
  const decoded = (layer: number, codes: readonly Uint32Array[]) =>
    tensors[layer].map((tensor, i) => decodeTensor(tensor, codes[i]));
  const letterOf = (y: Float64Array) => largestLogit(affine(head, y));

  return {
    name,
    alphabetSize,
    layerBits,
    numbers: ({ codes }, layer) => decoded(layer, codes[layer]),
    start: {
      codes: tensors.map((ofLayer, layer) =>
        encoded(
          layer,
          ofLayer.map(({ size, start = 0 }) => new Float64Array(size).fill(start)),
        ),
      ),
      letter: 0,
    },
    ...numberedStates<StackState>({
      states: read ? patterns : patterns * BigInt(alphabetSize),
      numberOf: ({ codes, letter }) => BigInt(letter) * patterns + patternOfCodes(tensors.flat(), codes.flat()),
      stateOf(number) {
        const all = codesOfPattern(tensors.flat(), number % patterns);
        return { codes: layers.map(({ state }) => all.splice(0, state.length)), letter: Number(number / patterns) };
      },
    }),
    update(state, token) {
      if (!isLetter(token, copy + 1)) return rejectToken(token, alphabetSize);
      const codes: Uint32Array[][] = [];
      let x: Float64Array = embedding.values.subarray(token * width, (token + 1) * width);
      for (const [i, layer] of layers.entries()) {
        x = layer.step(x, decoded(i, state.codes[i]), (next) => {
          codes[i] = encoded(i, next);
          return decoded(i, codes[i]);
        });
      }
      return { codes, letter: read ? 0 : letterOf(x) };
    },
    output: ({ codes, letter }) => (read ? letterOf(read(decoded(last, codes[last]))) : letter),
  };
}

/** Of equal logits the first; NaN is less than any number, and without a number it is letter 0. */
export function largestLogit(logits: Float64Array): number {
  let best = 0;
  for (let letter = 1; letter < logits.length; letter++) {
    if (logits[letter] > logits[best] || (Number.isNaN(logits[best]) && !Number.isNaN(logits[letter]))) best = letter;
  }
  return best;
}

function assertWidths({ alphabetSize, embedding, layers, head }: StackOptions): void {
  const widths = [
    embedding.shape[1],
    ...layers.flatMap(({ inputWidth, outputWidth }) => [inputWidth, outputWidth]),
    head.shape[1],
  ];
  const rows = [embedding.shape[0], head.shape[0]];
  const broken = widths.some((width, i) => i % 2 === 1 && width !== widths[i - 1]);
  if (layers.length === 0 || broken || rows[0] !== alphabetSize + 2 || rows[1] !== alphabetSize)
    throw new RangeError(
      `a stack of widths ${widths.join(', ')} with ${rows[0]} embeddings and ${rows[1]} logits: accepted are layers that ` +
        `take what comes before them, D + 2 = ${alphabetSize + 2} embeddings and D = ${alphabetSize} logits`,
    );
}
