/**
 * The paper's transformer as data: nothing here knows how it is evaluated, nor what it computes.
 *
 * A head is `o_i = V_i softmax(K_iᵀ q_i + b_i)` with `k = W_k x`, `q = W_q x`, `v = W_v x`, causal, without 1/√d. A block
 * is l heads in parallel, then a token-wise MLP `U_1 σ(U_2 z)` on the concatenation z of their outputs, σ = ReLU. There is
 * no residual stream, no normalisation and no positional embedding.
 */
import type { SparseMatrix } from './sparse-matrix.js';

/** An attention head. */
export interface Head {
  /** W_q, shape (head width, block width in). */
  readonly query: SparseMatrix;
  /** W_k, shape (head width, block width in). */
  readonly key: SparseMatrix;
  /** W_v, shape (value width, block width in). */
  readonly value: SparseMatrix;
  /**
   * The m of the Hard-ALiBi bias: the head at position i sees the positions j with i − m < j ≤ i, itself included.
   * `Infinity` is plain causal attention without positional signal (NoPE).
   */
  readonly window: number;
}

/** The token-wise MLP `U_1 σ(U_2 z)`. */
export interface Mlp {
  /** U_2, shape (hidden width, sum of the heads' value widths). */
  readonly inner: SparseMatrix;
  /** U_1, shape (block width out, hidden width). */
  readonly outer: SparseMatrix;
}

/** Heads in parallel, then the MLP on the concatenation of their outputs. */
export interface Block {
  readonly heads: readonly Head[];
  readonly mlp: Mlp;
}

/** All weights of a transformer; `tokens` is the size of its vocabulary. */
export interface TransformerWeights {
  readonly tokens: number;
  /** Shape (tokens, width): row t is the embedding of token t. */
  readonly embedding: SparseMatrix;
  readonly blocks: readonly Block[];
  /** Shape (tokens, width): the logit of token t is the inner product of row t with the last block's output. */
  readonly unembedding: SparseMatrix;
  /** The base of every softmax: weights are base^(score − max) / sum. The paper's is e; 2 keeps powers exact. */
  readonly softmaxBase: number;
}

/**
 * Checks that all shapes fit together.
 *
 * @throws RangeError naming the first matrix that does not fit.
 */
export function assertShapes(weights: TransformerWeights): void {
  const expect = (name: string, matrix: SparseMatrix, rows: number, columns: number) => {
    if (matrix.rows !== rows || matrix.columns !== columns)
      throw new RangeError(`${name} has shape ${matrix.rows} × ${matrix.columns}; ${rows} × ${columns} is needed`);
  };
  if (weights.embedding.rows !== weights.tokens)
    throw new RangeError(
      `embedding has ${weights.embedding.rows} rows; one for each of ${weights.tokens} tokens is needed`,
    );
  let width = weights.embedding.columns;
  weights.blocks.forEach((block, b) => {
    let concatenated = 0;
    block.heads.forEach((head, h) => {
      const name = `blocks.${b}.heads.${h}`;
      expect(`${name}.query`, head.query, head.query.rows, width);
      expect(`${name}.key`, head.key, head.query.rows, width);
      expect(`${name}.value`, head.value, head.value.rows, width);
      if (!(head.window >= 1))
        throw new RangeError(`${name}.window is ${head.window}; 1 or more, or Infinity, is needed`);
      concatenated += head.value.rows;
    });
    expect(`blocks.${b}.mlp.inner`, block.mlp.inner, block.mlp.inner.rows, concatenated);
    expect(`blocks.${b}.mlp.outer`, block.mlp.outer, block.mlp.outer.rows, block.mlp.inner.rows);
    width = block.mlp.outer.rows;
  });
  expect('unembedding', weights.unembedding, weights.tokens, width);
  if (!(weights.softmaxBase > 1))
    throw new RangeError(`softmaxBase is ${weights.softmaxBase}; a number above 1 is needed`);
}
