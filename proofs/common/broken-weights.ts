/**
 * Constructions made wrong in one place, for negative controls. Each function returns a changed copy, whose weights are
 * given to the same general transformer; nothing else about it is changed.
 */
import {
  type Block,
  type CopyingTransformer,
  type Entry,
  entries,
  FLAG_SCALE,
  GATE_STRENGTH,
  type GatePlace,
  namedWeights,
  type SparseMatrix,
  sparseMatrix,
  type TransformerWeights,
} from '@verbatim/transformer';

/**
 * The Hard-ALiBi window of one head of block 1 off by one: head `slot` sees the last `slot + by` positions instead of
 * the last `slot`.
 *
 * @param slot 1 … n + 1; by default the widest head, n + 1.
 * @param by 1 or −1; by default one position too many.
 * @throws RangeError when there is no such head, or its window would be empty.
 */
export function withWindowOffByOne(
  construction: CopyingTransformer,
  slot: number = construction.ngram + 1,
  by: 1 | -1 = 1,
): CopyingTransformer {
  if (!(slot >= 1 && slot <= construction.ngram + 1 && slot + by >= 1)) {
    throw new RangeError(`head ${slot} cannot have its window changed by ${by}: n is ${construction.ngram}`);
  }
  return withGatherBlock(construction, (block) => ({
    ...block,
    heads: block.heads.map((head, h) => (h === slot - 1 ? { ...head, window: head.window + by } : head)),
  }));
}

/**
 * C = 0 in every gate, so that none closes: tokens from before the start of a string leak into queries and keys. Strings
 * fail for n ≥ 2; with n = 1 the look-up may survive it.
 */
export function withBrokenGate(construction: CopyingTransformer): CopyingTransformer {
  return withGateStrength(construction, 0);
}

/** Another gate strength C. Below 2 a gate cannot close before a flag, which is 2. */
export function withGateStrength(construction: CopyingTransformer, strength: number): CopyingTransformer {
  const less = GATE_STRENGTH - strength;
  return withGates(construction, ({ slot, hidden }, ownCopyCancelled) =>
    specialAxes(construction).flatMap((axis, special) =>
      hiddenRows(construction, hidden).flatMap((row): Entry[] => [
        ...(slot > 1 ? [[row, (slot - 2) * width(construction) + axis, less * (slot - 1)] as const] : []),
        // Slot 1's own COPY axis, which only the stop variant's key gates cancel.
        ...(ownCopyCancelled && special === 1 ? [[row, axis, -less] as const] : []),
      ]),
    ),
  );
}

/** The flag axis counts BOS as +f and COPY as −f, so that the start of the answer is not the start of the string. */
export function withUnmergedFlags(construction: CopyingTransformer): CopyingTransformer {
  const { slotWidth } = construction.layout;
  const d = width(construction);
  const copyAxis = d - 1;
  return withGates(construction, ({ slot, hidden }) => {
    const positive = hidden + 2 * (slotWidth - 1);
    return [
      [positive, 1],
      [positive + 1, -1],
    ].flatMap(([row, sign]): Entry[] => [
      [row!, (slot - 1) * d + copyAxis, -2 * sign! * FLAG_SCALE * slot],
      ...(slot > 1 ? [[row!, (slot - 2) * d + copyAxis, 2 * sign! * FLAG_SCALE * (slot - 1)] as const] : []),
    ]);
  });
}

/** Keys made from the n-gram that ends here instead of the one that ended a position before: W_k reads (g_1 … g_n). */
export function withKeysAtOwnToken(construction: CopyingTransformer): CopyingTransformer {
  const [gather, lookUp] = construction.weights.blocks as readonly [Block, Block];
  const heads = lookUp.heads.map((head) => ({ ...head, key: scaled(head.query, 1 / construction.softmaxScale) }));
  return withWeights(construction, { blocks: [gather, { ...lookUp, heads }] });
}

/**
 * One weight changed: the entry (row, column) of the matrix of this name becomes `value`.
 *
 * @param name as `namedWeights` gives it, such as `blocks.1.heads.0.value`.
 * @throws RangeError when there is no such matrix or entry.
 */
export function withWeight(
  construction: CopyingTransformer,
  name: string,
  row: number,
  column: number,
  value: number,
): CopyingTransformer {
  const matrices = new Map([...namedWeights(construction.weights)].map((weight) => [weight.name, weight.matrix]));
  const old = matrices.get(name);
  if (old === undefined) {
    throw new RangeError(`there is no weight matrix ${name}: there are ${[...matrices.keys()].join(', ')}`);
  }
  const changed = sparseMatrix(old.rows, old.columns, [
    ...[...entries(old)].filter(([r, c]) => r !== row || c !== column),
    [row, column, value],
  ]);
  return withMatrix(construction, name, changed);
}

/**
 * One weight matrix replaced by another of the same shape.
 *
 * @param name as `namedWeights` gives it.
 */
export function withMatrix(construction: CopyingTransformer, name: string, changed: SparseMatrix): CopyingTransformer {
  const matrices = new Map([...namedWeights(construction.weights)].map((weight) => [weight.name, weight.matrix]));
  const get = (matrix: string) => (matrix === name ? changed : matrices.get(matrix)!);
  return withWeights(construction, {
    embedding: get('embedding'),
    unembedding: get('unembedding'),
    blocks: construction.weights.blocks.map((block, b) => ({
      heads: block.heads.map((head, h) => ({
        query: get(`blocks.${b}.heads.${h}.query`),
        key: get(`blocks.${b}.heads.${h}.key`),
        value: get(`blocks.${b}.heads.${h}.value`),
        window: head.window,
      })),
      mlp: { inner: get(`blocks.${b}.mlp.inner`), outer: get(`blocks.${b}.mlp.outer`) },
    })),
  });
}

/** d = d' + 2. */
function width({ weights }: CopyingTransformer): number {
  return weights.embedding.columns;
}

/** The axes of BOS and COPY in an embedding. */
function specialAxes(construction: CopyingTransformer): [number, number] {
  return [width(construction) - 2, width(construction) - 1];
}

/** The hidden rows of a gate: two for each coordinate of its slot. */
function hiddenRows({ layout }: CopyingTransformer, first: number): number[] {
  return Array.from({ length: 2 * layout.slotWidth }, (_, row) => first + row);
}

/** Adds `change` to the weights of every gate of block 1, each once. */
function withGates(
  construction: CopyingTransformer,
  change: (gate: GatePlace, ownCopyCancelled: boolean) => Entry[],
): CopyingTransformer {
  const { queryGates, keyGates } = construction.layout;
  const keyOnly = keyGates.filter((gate) => !queryGates.includes(gate));
  const changes = [
    ...queryGates.flatMap((gate) => change(gate, false)),
    ...keyOnly.flatMap((gate) => change(gate, construction.stop)),
  ];
  return withGatherBlock(construction, ({ heads, mlp }) => ({
    heads,
    mlp: { ...mlp, inner: sparseMatrix(mlp.inner.rows, mlp.inner.columns, [...entries(mlp.inner), ...changes]) },
  }));
}

function withGatherBlock(construction: CopyingTransformer, change: (block: Block) => Block): CopyingTransformer {
  const [gather, ...others] = construction.weights.blocks as readonly [Block, Block];
  return withWeights(construction, { blocks: [change(gather), ...others] });
}

function withWeights(construction: CopyingTransformer, changed: Partial<TransformerWeights>): CopyingTransformer {
  return { ...construction, weights: { ...construction.weights, ...changed } };
}

function scaled(matrix: SparseMatrix, factor: number): SparseMatrix {
  return { ...matrix, values: matrix.values.map((value) => value * factor) };
}
