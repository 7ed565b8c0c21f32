/**
 * Transformers that answer look-ups, by the n-gram heads of the copying transformer, every weight written down.
 *
 * **Key last**, `BOS x COPY g`. When j letters of the answer are there, the last n + j letters are g and the answer so far,
 * and in x they stand before the letter that is wanted, and nowhere else since g occurs once. So the look-up has slots for
 * n + k − 1 letters, and leaves out the flag that says where a string starts: it is at another place here and in x. Slots
 * behind COPY are empty, in the query and in the keys of the answer itself. A key that differs from the query in a slot which is not
 * empty there scores at least γ = min(2, d') less, as in the copying transformer. Two blocks.
 *
 * **Key first**, `BOS g COPY x COPY`. After x the key is out of reach of the windows. A block in the middle fetches it: block
 * 1 marks the position with BOS n + 1 places back, which is that of the first COPY, and gathers there the n letters before it; the
 * head of block 2 weighs this position by 2^(B') and all others by 1, so that it outputs g up to an error of at most 2ρ ≤ 1/2 a
 * coordinate, ρ being the weight of all others together. Its MLP rounds that to ±1 and puts it behind the j letters that have been said,
 * where j + 1 is the slot of the newest flag: clip(ĝ) is σ(2ĝ + 1) − σ(2ĝ − 1) − 1, and both arguments are lowered by C·(1 − f_j) with f_j = 1
 * for that slot and 0 for the others, which closes all but one. From there on it is the same look-up. Three blocks.
 */
import { type Vocabulary, vocabulary } from '@verbatim/tasks';
import { FLAG_SCALE, GATE_STRENGTH, gatherBlock, LARGEST_NGRAM, numbersFrom } from './copying-transformer.js';
import { letterCode, letterWidth } from './letter-code.js';
import { lookUpBlock } from './look-up-block.js';
import { softmaxScale } from './softmax-scale.js';
import { type Entry, entries, identity, sparseMatrix, zeroMatrix } from './sparse-matrix.js';
import type { Block, TransformerWeights } from './weights.js';

/** What a look-up transformer is asked for. */
export interface LookupTransformerOptions {
  /** D, the number of letters: 2 or more. */
  readonly alphabetSize: number;
  /** n, the letters of the key. */
  readonly ngram: number;
  /** k, the letters of the answer. */
  readonly answerLength: number;
  /** L, the longest string to look up in. */
  readonly maxLength: number;
  /** B; by default what the margin needs. Smaller ones are for negative controls. */
  readonly softmaxScale?: number;
}

/** The construction: weights for the general transformer. */
export interface LookupTransformer {
  readonly weights: TransformerWeights;
  readonly vocabulary: Vocabulary;
  readonly ngram: number;
  readonly answerLength: number;
  readonly softmaxScale: number;
  /** The largest width of all. */
  readonly dimension: number;
}

/**
 * The transformer that answers every suffix-key query on strings of at most L letters: two blocks, O((n + k) log D) wide.
 *
 * @throws RangeError when D, n, k, L or B is out of range.
 */
export function suffixLookupTransformer(options: LookupTransformerOptions): LookupTransformer {
  const { alphabetSize, ngram, answerLength, maxLength } = checked(options);
  const slots = ngram + answerLength - 1;
  const d = letterWidth(alphabetSize) + 2;
  const { block, layout } = gatherBlock(d, slots, false);
  const letters = (gates: typeof layout.queryGates) => gates.flatMap(({ output }) => numbersFrom(output, d - 2));
  // BOS, x, COPY, key and answer.
  const scale = options.softmaxScale ?? softmaxScale(alphabetSize, BigInt(maxLength + ngram + answerLength + 2));
  const places = {
    width: block.mlp.outer.rows,
    query: letters(layout.queryGates),
    key: letters(layout.keyGates),
    value: numbersFrom(layout.value, d),
  };
  return built(options, [block, lookUpBlock(places, scale)], scale);
}

/**
 * The transformer that answers every prefix-key query on strings of at most L letters: three blocks, O((n + k)k log D) wide.
 *
 * @throws RangeError when D, n, k, L or B is out of range.
 */
export function prefixLookupTransformer(options: LookupTransformerOptions): LookupTransformer {
  const { alphabetSize, ngram, answerLength, maxLength } = checked(options);
  const d = letterWidth(alphabetSize) + 2;
  // BOS, key, COPY, x, COPY and answer.
  const positions = BigInt(maxLength + ngram + answerLength + 3);
  const scale = options.softmaxScale ?? softmaxScale(alphabetSize, positions);
  const gather = gatherWithKey(d, ngram, answerLength);
  // 2^(B') ≥ 4K: the other positions weigh at most a quarter together.
  const fetch = fetchBlock(d, ngram, answerLength, gather, (4n * positions - 1n).toString(2).length);
  return built(options, [gather.block, fetch.block, lookUpBlock(fetch.places, scale)], scale);
}

function checked(options: LookupTransformerOptions): LookupTransformerOptions {
  const { alphabetSize, ngram, answerLength, maxLength } = options;
  vocabulary(alphabetSize);
  for (const [name, value, most] of [
    ['n', ngram, LARGEST_NGRAM],
    ['k', answerLength, LARGEST_NGRAM],
    ['L', maxLength, 2 ** 48],
    ['B', options.softmaxScale ?? 1, 2 ** 48],
  ] as const) {
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new RangeError(`${name} is ${value}; a whole number from 1 to ${most.toLocaleString('en')} is needed`);
  }
  return options;
}

function built(options: LookupTransformerOptions, blocks: readonly Block[], scale: number): LookupTransformer {
  const { alphabetSize, ngram, answerLength } = options;
  const tokens = vocabulary(alphabetSize);
  const code = letterCode(tokens);
  const widths = blocks.flatMap(({ heads, mlp }) => [
    ...heads.map(({ key }) => key.rows),
    mlp.inner.columns,
    mlp.inner.rows,
    mlp.outer.rows,
  ]);
  return {
    weights: { tokens: alphabetSize + 2, embedding: code, blocks, unembedding: code, softmaxBase: 2 },
    vocabulary: tokens,
    ngram,
    answerLength,
    softmaxScale: scale,
    dimension: Math.max(code.columns, ...widths),
  };
}

/** Block 1 of the key-first transformer, and where in its output everything is. */
interface GatheredKey {
  readonly block: Block;
  /** Slots 1 … n + k − 1 of the query and 2 … n + k of the key, each with d' letter coordinates and the flag. */
  readonly query: readonly number[];
  readonly key: readonly number[];
  readonly value: number;
  /** 1 for every token. */
  readonly one: number;
  /** 1 at the first COPY, 0 elsewhere. */
  readonly isFirstCopy: number;
  /** n·d' coordinates: at a COPY the n letters before it, the newest first. */
  readonly beforeCopy: number;
}

function gatherWithKey(d: number, ngram: number, answerLength: number): GatheredKey {
  const { block, layout } = gatherBlock(d, ngram + answerLength - 1, false);
  const letters = d - 2;
  const [bosAxis, copyAxis] = [letters, letters + 1];
  const heads = [...block.heads];
  const zero = zeroMatrix(d, d);
  while (heads.length < ngram + 2) heads.push({ query: zero, key: zero, value: identity(d), window: heads.length + 1 });
  const inner = [...entries(block.mlp.inner)];
  const outer = [...entries(block.mlp.outer)];
  let hidden = block.mlp.inner.rows;
  let output = block.mlp.outer.rows;
  /** u_t − C·(specials among the last t − 1 tokens, a COPY at this position aside), or the same of −u_t. */
  const gateRow = (t: number, axis: number, sign: number): number => {
    const row = hidden++;
    inner.push([row, (t - 1) * d + axis, sign * t], [row, (t - 2) * d + axis, -sign * (t - 1)]);
    for (const special of [bosAxis, copyAxis]) inner.push([row, (t - 2) * d + special, -GATE_STRENGTH * (t - 1)]);
    inner.push([row, copyAxis, GATE_STRENGTH]);
    return row;
  };
  const one = output++;
  // |a letter's first coordinate| is 1, and so is the axis of a special token.
  for (const [axis, sign] of [
    [0, 1],
    [0, -1],
    [bosAxis, 1],
    [copyAxis, 1],
  ] as const) {
    inner.push([hidden, axis, sign]);
    outer.push([one, hidden++, 1]);
  }
  const isFirstCopy = output++;
  outer.push([isFirstCopy, gateRow(ngram + 2, bosAxis, 1), 1]);
  const beforeCopy = output;
  for (let t = 2; t <= ngram + 1; t++) {
    for (let c = 0; c < letters; c++, output++) {
      for (const sign of [1, -1]) outer.push([output, gateRow(t, c, sign), sign]);
    }
  }
  return {
    block: {
      heads,
      mlp: { inner: sparseMatrix(hidden, heads.length * d, inner), outer: sparseMatrix(output, hidden, outer) },
    },
    query: layout.queryGates.map((gate) => gate.output),
    key: layout.keyGates.map((gate) => gate.output),
    value: layout.value,
    one,
    isFirstCopy,
    beforeCopy,
  };
}

/** Block 2 of the key-first transformer: one head fetches the key, another passes on what is here, and the MLP joins them. */
function fetchBlock(d: number, ngram: number, answerLength: number, gather: GatheredKey, scale: number) {
  const letters = d - 2;
  const slots = ngram + answerLength - 1;
  const width = gather.block.mlp.outer.rows;
  const fetched = ngram * letters;
  const select = (places: readonly number[], weight = 1) =>
    sparseMatrix(
      places.length,
      width,
      places.map((place, row): Entry => [row, place, weight]),
    );
  // Own letters and key of each slot, the flags of the first k slots, the constant and the value.
  const own = gather.query.flatMap((output) => numbersFrom(output, letters));
  const key = gather.key.flatMap((output) => numbersFrom(output, letters));
  const flags = gather.query.slice(0, answerLength).map((output) => output + letters);
  const value = numbersFrom(gather.value, d);
  const passed = [...own, ...key, ...flags, gather.one, ...value];
  const heads: Block['heads'] = [
    {
      query: select([gather.one], scale),
      key: select([gather.isFirstCopy]),
      value: select(numbersFrom(gather.beforeCopy, fetched)),
      window: Number.POSITIVE_INFINITY,
    },
    { query: zeroMatrix(1, width), key: zeroMatrix(1, width), value: select(passed), window: 1 },
  ];
  // z: the key, then what was passed on.
  const ownAt = fetched;
  const keyAt = ownAt + own.length;
  const flagAt = keyAt + key.length;
  const oneAt = flagAt + flags.length;
  const valueAt = oneAt + 1;
  const inner: Entry[] = [];
  const outer: Entry[] = [];
  let hidden = 0;
  /** Output `to` gets coordinate `from` of z. */
  const passOn = (from: number, to: number) => {
    for (const sign of [1, -1]) {
      inner.push([hidden, from, sign]);
      outer.push([to, hidden++, sign]);
    }
  };
  for (let c = 0; c < own.length; c++) passOn(ownAt + c, c);
  for (let c = 0; c < key.length; c++) passOn(keyAt + c, own.length + c);
  for (let c = 0; c < d; c++) passOn(valueAt + c, own.length + key.length + c);
  for (let said = 0; said < answerLength; said++) {
    for (let c = 0; c < fetched; c++) {
      const to = said * letters + c;
      for (const sign of [1, -1]) {
        inner.push([hidden, c, 2], [hidden, oneAt, sign - GATE_STRENGTH]);
        inner.push([hidden, flagAt + said, GATE_STRENGTH / FLAG_SCALE]);
        outer.push([to, hidden++, sign]);
      }
      // The flag itself, which is not below 0.
      inner.push([hidden, flagAt + said, 1 / FLAG_SCALE]);
      outer.push([to, hidden++, -1]);
    }
  }
  const outputs = own.length + key.length + d;
  return {
    block: {
      heads,
      mlp: {
        inner: sparseMatrix(hidden, valueAt + d, inner),
        outer: sparseMatrix(outputs, hidden, outer),
      },
    },
    places: {
      width: outputs,
      query: numbersFrom(0, slots * letters),
      key: numbersFrom(own.length, slots * letters),
      value: numbersFrom(own.length + key.length, d),
    },
  };
}
