/**
 * The forward pass: any `TransformerWeights`, any `NumberSystem`, one position at a time against a KV cache.
 *
 * Two economies, both exact and both for every model: rows of W_q and W_k that cannot contribute to an inner product
 * (because one of the two is zero) are left out of it, and heads of a block with the same matrix share its cache.
 */
import type { NumberSystem, Rows } from './number-system.js';
import { nonZeroRows, type SparseMatrix, selectRows } from './sparse-matrix.js';
import { assertShapes, type Block, type TransformerWeights } from './weights.js';

/** What one head did at one position, as the nearest doubles. */
export interface HeadTrace {
  /** The first position inside the head's window. */
  readonly first: number;
  /** Scores ⟨k_j, q_i⟩ for j = first … i. */
  readonly scores: number[];
  /** Attention weights for the same j; they sum to 1. */
  readonly weights: number[];
}

/** What one block did at one position. */
export interface BlockTrace {
  readonly heads: readonly HeadTrace[];
  /** The concatenated head outputs z. */
  readonly concatenated: number[];
  /** U_2 z, before the ReLU. */
  readonly hidden: number[];
  readonly output: number[];
}

/** What the model did at one position. */
export interface StepTrace {
  readonly blocks: readonly BlockTrace[];
  readonly logits: number[];
}

interface Cache<R extends Rows, M> {
  readonly source: SparseMatrix;
  readonly matrix: M;
  readonly rows: R;
  /** The largest window among the heads that read this cache: older rows are never read again. */
  window: number;
}

interface CompiledHead<R extends Rows, M> {
  readonly query: M;
  readonly queryRow: R;
  readonly keys: Cache<R, M>;
  readonly values: Cache<R, M>;
  readonly window: number;
  /** Where this head's output starts in the concatenation. */
  readonly offset: number;
}

interface CompiledBlock<R extends Rows, M> {
  readonly heads: readonly CompiledHead<R, M>[];
  readonly caches: readonly Cache<R, M>[];
  readonly inner: M;
  readonly outer: M;
  readonly concatenated: R;
  readonly hidden: R;
  readonly output: R;
}

/** The cached keys or values of the heads that share one matrix. */
export interface CachedRows {
  readonly block: number;
  /** The largest window among the heads that read these rows: older rows are never read again. */
  readonly window: number;
  readonly width: number;
  /** How many positions are cached. */
  readonly length: number;
  /** The row of a position, as the nearest doubles. */
  row(position: number): number[];
}

/** A transformer ready to run: its weights in a number system, and a KV cache that grows by a row a token. */
export class Transformer<R extends Rows = Rows, M = unknown> {
  private readonly blocks: readonly CompiledBlock<R, M>[];
  private readonly embedding: M;
  private readonly unembedding: M;
  private readonly input: R;
  private readonly logits: R;
  private readonly scores: R;
  private cached = 0;

  /** @throws RangeError when the shapes of the weights do not fit together. */
  constructor(
    readonly weights: TransformerWeights,
    readonly numbers: NumberSystem<R, M>,
  ) {
    assertShapes(weights);
    this.embedding = numbers.matrix(weights.embedding);
    this.unembedding = numbers.matrix(weights.unembedding);
    this.input = this.oneRow(weights.embedding.columns);
    this.logits = this.oneRow(weights.tokens);
    this.scores = numbers.rows(1);
    this.blocks = weights.blocks.map((block) => this.compile(block));
  }

  /** The number of positions in the KV cache. */
  get length(): number {
    return this.cached;
  }

  /**
   * Forgets all positions from `length` on, so that another continuation of the same prefix can be read.
   *
   * @throws RangeError when fewer positions are cached.
   */
  truncate(length: number): void {
    if (!(length >= 0 && length <= this.cached))
      throw new RangeError(`cannot keep ${length} positions of ${this.cached}`);
    this.cached = length;
    for (const block of this.blocks) for (const cache of block.caches) cache.rows.length = length;
  }

  /**
   * Reads a token whose prediction is not asked for: fills the KV cache, and leaves out what only the prediction needs
   * (the queries of the last block and the readout).
   */
  read(token: number): void {
    this.run(token, false);
  }

  /** Reads a token and returns the prediction after it: the arg-max of the logits, the lowest token on a tie. */
  predict(token: number): number {
    this.run(token, true);
    return this.numbers.argmax(this.logits, 0);
  }

  /** Like `predict`, returning everything that was computed on the way, as the nearest doubles. */
  trace(token: number): StepTrace & { readonly prediction: number } {
    const blocks: BlockTrace[] = [];
    this.run(token, true, blocks);
    return { blocks, logits: this.numbers.numbers(this.logits, 0), prediction: this.numbers.argmax(this.logits, 0) };
  }

  /** The KV cache: one entry for each distinct key or value matrix of each block. */
  cache(): CachedRows[] {
    return this.blocks.flatMap(({ caches }, block) =>
      caches.map(({ rows, window }) => ({
        block,
        window,
        width: rows.width,
        length: this.cached,
        row: (position: number) => this.numbers.numbers(rows, position),
      })),
    );
  }

  private run(token: number, predict: boolean, traces?: BlockTrace[]): void {
    const { numbers } = this;
    if (!(token >= 0 && token < this.weights.tokens))
      throw new RangeError(`token ${token} is not in the vocabulary; 0 … ${this.weights.tokens - 1} are`);
    numbers.lookUp(this.embedding, token, this.input, 0);
    const position = this.cached++;
    let input = this.input;
    for (const block of this.blocks) {
      for (const cache of block.caches) {
        numbers.push(cache.rows);
        numbers.multiply(cache.matrix, input, 0, cache.rows, position, 0);
      }
      if (!predict && block === this.blocks.at(-1)) return;
      const heads: HeadTrace[] | undefined = traces && [];
      for (const head of block.heads) this.attend(head, block.concatenated, input, position, heads);
      numbers.multiply(block.inner, block.concatenated, 0, block.hidden, 0, 0);
      const hidden = traces && numbers.numbers(block.hidden, 0);
      numbers.rectify(block.hidden, 0);
      numbers.multiply(block.outer, block.hidden, 0, block.output, 0, 0);
      traces?.push({
        heads: heads!,
        concatenated: numbers.numbers(block.concatenated, 0),
        hidden: hidden!,
        output: numbers.numbers(block.output, 0),
      });
      input = block.output;
    }
    numbers.multiply(this.unembedding, input, 0, this.logits, 0, 0);
  }

  private attend(
    head: CompiledHead<R, M>,
    concatenated: R,
    input: R,
    position: number,
    traces: HeadTrace[] | undefined,
  ): void {
    const { numbers, scores } = this;
    const first = Math.max(0, position - head.window + 1);
    const count = position - first + 1;
    while (scores.length < count) numbers.push(scores);
    numbers.multiply(head.query, input, 0, head.queryRow, 0, 0);
    numbers.scores(head.queryRow, 0, head.keys.rows, first, position, scores);
    const rawScores = traces && this.scoreColumn(count);
    numbers.exponentiate(scores, count, this.weights.softmaxBase);
    numbers.weightedMean(scores, head.values.rows, first, position, concatenated, 0, head.offset);
    if (!traces) return;
    const weights = this.scoreColumn(count);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    traces.push({ first, scores: rawScores!, weights: weights.map((weight) => weight / total) });
  }

  private scoreColumn(count: number): number[] {
    return Array.from({ length: count }, (_, j) => this.numbers.numbers(this.scores, j)[0]);
  }

  private compile(block: Block): CompiledBlock<R, M> {
    const { numbers } = this;
    const caches: Cache<R, M>[] = [];
    const supports = new Map<string, SparseMatrix>();
    /** One matrix object for equal rows of the same matrix, so that its cache can be shared. */
    const restrict = (matrix: SparseMatrix, rows: readonly number[], id: number) => {
      const name = `${id}:${rows.join()}`;
      const known = supports.get(name);
      if (known) return known;
      const restricted = selectRows(matrix, rows);
      supports.set(name, restricted);
      return restricted;
    };
    const cacheFor = (source: SparseMatrix, window: number): Cache<R, M> => {
      const known = caches.find((cache) => cache.source === source);
      if (known) {
        known.window = Math.max(known.window, window);
        return known;
      }
      const cache = { source, matrix: numbers.matrix(source), rows: numbers.rows(source.rows), window };
      caches.push(cache);
      return cache;
    };
    const keyMatrices: SparseMatrix[] = [];
    let offset = 0;
    const heads = block.heads.map((head): CompiledHead<R, M> => {
      const inKey = new Set(nonZeroRows(head.key));
      const support = nonZeroRows(head.query).filter((row) => inKey.has(row));
      if (!keyMatrices.includes(head.key)) keyMatrices.push(head.key);
      const compiled = {
        query: numbers.matrix(selectRows(head.query, support)),
        queryRow: this.oneRow(support.length),
        keys: cacheFor(restrict(head.key, support, keyMatrices.indexOf(head.key)), head.window),
        values: cacheFor(head.value, head.window),
        window: head.window,
        offset,
      };
      offset += head.value.rows;
      return compiled;
    });
    return {
      heads,
      caches,
      inner: numbers.matrix(block.mlp.inner),
      outer: numbers.matrix(block.mlp.outer),
      concatenated: this.oneRow(offset),
      hidden: this.oneRow(block.mlp.inner.rows),
      output: this.oneRow(block.mlp.outer.rows),
    };
  }

  private oneRow(width: number): R {
    const rows = this.numbers.rows(width);
    this.numbers.push(rows);
    return rows;
  }
}
