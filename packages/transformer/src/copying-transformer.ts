/**
 * The two-layer Hard-ALiBi transformer that copies (Theorem 2.3), every weight written down.
 *
 * Block 1 gathers n-grams. Head t has W_q = W_k = 0, W_v = I and window t, so it outputs h_t, the mean of the last t
 * embeddings. The MLP takes differences, `u_t = P(t·h_t − (t−1)·h_{t−1})`, which is the token t − 1 places back (P merges
 * the BOS and COPY axes into one flag axis scaled by f), and gates them, `g_t = σ(u_t − C·s_t) − σ(−u_t − C·s_t)`, where
 * `s_t = (t−1)·(BOS and COPY axes of h_{t−1})` is at least 1 as soon as a string starts among the last t − 1 tokens.
 *
 * Block 2 looks up. Its query is (g_1 … g_n), the n-gram that ends here; its key is (g_2 … g_{n+1}), the n-gram that
 * ended one position before; its value is the token here. One head without window weighs position j by 2^(B · ⟨q, k_j⟩).
 */
import { type Vocabulary, vocabulary } from '@verbatim/tasks';
import { letterCode, letterWidth } from './letter-code.js';
import { lookUpBlock } from './look-up-block.js';
import { softmaxScale, visiblePositions } from './softmax-scale.js';
import { type Entry, identity, sparseMatrix, zeroMatrix } from './sparse-matrix.js';
import type { Block, Head, TransformerWeights } from './weights.js';

/** f: the flag axis tells "a string starts here" by this value. */
export const FLAG_SCALE = 2;

/** C: how strongly the gate closes; max |u_t| is 2, so 4 leaves slack for rounding. */
export const GATE_STRENGTH = 4;

/** What the construction is asked for. */
export interface CopyingOptions {
  /** D, the number of letters: 2 or more. */
  readonly alphabetSize: number;
  /** n, the length of the n-gram key: 1 … 65,536. */
  readonly ngram: number;
  /** L, the longest string to be copied; without it, the theorem's fixed T: Dⁿ + n − 1. */
  readonly maxLength?: number | bigint;
  /** The variant that emits COPY after exactly L letters. */
  readonly stop?: boolean;
  /** B; by default the least that the margin needs. Smaller ones are for negative controls and searches. */
  readonly softmaxScale?: number;
}

/** Widths of everything, each O(n log D). */
export interface Dimensions {
  /** d = d' + 2. */
  readonly embedding: number;
  /** n + 1 heads in block 1, one in block 2. */
  readonly heads: readonly [number, number];
  /** Widths of z, of the hidden layer and of the output, block by block. */
  readonly concatenated: readonly [number, number];
  readonly hidden: readonly [number, number];
  readonly output: readonly [number, number];
  /** Width of block 2's queries and keys, n(d' + 1). */
  readonly key: number;
  /** The largest of all: what the theorem calls the dimension. */
  readonly largest: number;
}

/** Where the construction keeps its quantities, so that they can be read under their names. */
export interface Layout {
  /** d' + 1: the letter's coordinates and the flag. */
  readonly slotWidth: number;
  /** Gate g_t of the query, t = 1 … n: the first of its hidden rows (u − C·s, then −u − C·s) and of its output rows. */
  readonly queryGates: readonly GatePlace[];
  /** Gate g_t of the key, t = 2 … n + 1. */
  readonly keyGates: readonly GatePlace[];
  /** The first of the output rows that carry the value h_1. */
  readonly value: number;
}

/** A gate's place in block 1. */
export interface GatePlace {
  readonly slot: number;
  readonly hidden: number;
  readonly output: number;
}

/** The construction: weights for the general transformer, and what is known about them. */
export interface CopyingTransformer {
  readonly weights: TransformerWeights;
  readonly vocabulary: Vocabulary;
  readonly alphabetSize: number;
  readonly ngram: number;
  /** L when given, else null: the theorem's fixed T. */
  readonly maxLength: bigint | null;
  readonly stop: boolean;
  readonly softmaxScale: number;
  readonly dimensions: Dimensions;
  readonly layout: Layout;
}

/**
 * The dimension is at most this times n · log2 D, for every n ≥ 1 and D ≥ 2: the largest width is the hidden one,
 * 2(n + 1)(d' + 1) + 2(d' + 2) ≤ 14 · n · log2 D (equality at n = 1, D = 2), or, with the stop variant's separate gates,
 * 4n(d' + 1) + 2(d' + 2) ≤ 14 · n · log2 D.
 */
export const DIMENSION_FACTOR = 14;

/** The largest n accepted. */
export const LARGEST_NGRAM = 65_536;

/**
 * Writes down the weights of the copying transformer.
 *
 * @throws RangeError when D, n, L or B is out of range, or when B would not be a whole number below 2^53.
 */
export function copyingTransformer(options: CopyingOptions): CopyingTransformer {
  const { alphabetSize, ngram, stop = false } = options;
  const tokens = vocabulary(alphabetSize);
  if (!Number.isInteger(ngram) || ngram < 1 || ngram > LARGEST_NGRAM)
    throw new RangeError(`n is ${ngram}; a whole number from 1 to ${LARGEST_NGRAM.toLocaleString('en')} is needed`);
  const maxLength = options.maxLength === undefined ? undefined : positiveInteger('maxLength', options.maxLength);
  const scale = options.softmaxScale ?? softmaxScale(alphabetSize, visiblePositions(alphabetSize, ngram, maxLength));
  positiveInteger('softmaxScale', scale);

  const d = letterWidth(alphabetSize) + 2;
  const gather = gatherBlock(d, ngram, stop);
  const { slotWidth, queryGates, keyGates, value } = gather.layout;
  const places = (gates: readonly GatePlace[]) => gates.flatMap(({ output }) => numbersFrom(output, slotWidth));
  const lookUp = lookUpBlock(
    {
      width: gather.block.mlp.outer.rows,
      query: places(queryGates),
      key: places(keyGates),
      value: numbersFrom(value, d),
    },
    scale,
  );
  const code = letterCode(tokens);
  const dimensions = dimensionsOf(d, [gather.block, lookUp]);
  if (dimensions.largest > DIMENSION_FACTOR * ngram * Math.log2(alphabetSize) + 1e-9)
    throw new Error(`dimension ${dimensions.largest} exceeds ${DIMENSION_FACTOR} n log2 D: the construction is wrong`);
  return {
    weights: {
      tokens: alphabetSize + 2,
      embedding: code,
      blocks: [gather.block, lookUp],
      unembedding: code,
      softmaxBase: 2,
    },
    vocabulary: tokens,
    alphabetSize,
    ngram,
    maxLength: maxLength ?? null,
    stop,
    softmaxScale: scale,
    dimensions,
    layout: gather.layout,
  };
}

/** Block 1: window means, token recovery and gates. The look-up transformers begin with it too. */
export function gatherBlock(d: number, ngram: number, stop: boolean): { block: Block; layout: Layout } {
  const zero = zeroMatrix(d, d);
  const copyOfInput = identity(d);
  const heads = Array.from({ length: ngram + 1 }, (_, t): Head => {
    return { query: zero, key: zero, value: copyOfInput, window: t + 1 };
  });
  const letters = d - 2;
  const slotWidth = letters + 1;
  const inner: Entry[] = [];
  const outer: Entry[] = [];
  let hidden = 0;
  let output = 0;

  /** Adds the gate of slot t; `ownCopy` is false where a COPY at this very position must not close it. */
  const gate = (t: number, ownCopy: boolean): GatePlace => {
    const place = { slot: t, hidden, output };
    for (let c = 0; c < slotWidth; c++) {
      for (const sign of [1, -1]) {
        const row = hidden++;
        const axes = c < letters ? [c] : [letters, letters + 1];
        const scale = c < letters ? 1 : FLAG_SCALE;
        for (const axis of axes) {
          inner.push([row, (t - 1) * d + axis, sign * scale * t]);
          if (t > 1) inner.push([row, (t - 2) * d + axis, -sign * scale * (t - 1)]);
        }
        if (t > 1)
          for (const axis of [letters, letters + 1]) inner.push([row, (t - 2) * d + axis, -GATE_STRENGTH * (t - 1)]);
        if (!ownCopy) inner.push([row, letters + 1, GATE_STRENGTH]);
        outer.push([output + c, row, sign]);
      }
    }
    output += slotWidth;
    return place;
  };

  const queryGates = Array.from({ length: ngram }, (_, t) => gate(t + 1, true));
  // The stop variant leaves the COPY axis of slot 1 out of the key's gates: the key at COPY is the last n-gram of x.
  const keyGates = stop
    ? Array.from({ length: ngram }, (_, t) => gate(t + 2, false))
    : [...queryGates.slice(1), gate(ngram + 1, true)];
  const value = output;
  for (let c = 0; c < d; c++) {
    for (const sign of [1, -1]) {
      inner.push([hidden, c, sign]);
      outer.push([output, hidden, sign]);
      hidden++;
    }
    output++;
  }
  return {
    block: {
      heads,
      mlp: { inner: sparseMatrix(hidden, (ngram + 1) * d, inner), outer: sparseMatrix(output, hidden, outer) },
    },
    layout: { slotWidth, queryGates, keyGates, value },
  };
}

/** `count` whole numbers from `first` on. */
export function numbersFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function dimensionsOf(embedding: number, [first, second]: readonly [Block, Block]): Dimensions {
  const both = (width: (block: Block) => number) => [width(first), width(second)] as const;
  const concatenated = both((block) => block.heads.reduce((sum, head) => sum + head.value.rows, 0));
  const hidden = both((block) => block.mlp.inner.rows);
  const output = both((block) => block.mlp.outer.rows);
  const key = second.heads[0].key.rows;
  return {
    embedding,
    heads: both((block) => block.heads.length),
    concatenated,
    hidden,
    output,
    key,
    largest: Math.max(embedding, key, ...concatenated, ...hidden, ...output),
  };
}

function positiveInteger(name: string, value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`${name} is ${value}; a whole number of 1 or more is needed`);
  if (value < 1) throw new RangeError(`${name} is ${value}; a whole number of 1 or more is needed`);
  return BigInt(value);
}
