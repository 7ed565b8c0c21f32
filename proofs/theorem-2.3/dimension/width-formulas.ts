/** The widths of the construction as formulas in n and d', and what bounds them by c · n · log2 D for all n and D. */
import type { CopyingTransformer } from '@verbatim/transformer';

/** One width: as a formula linear in n and in d', and as read off the weights. */
export interface WidthFormula {
  readonly name: string;
  readonly width: (n: number, bits: number) => number;
  readonly shape: (construction: CopyingTransformer) => number;
}

/** Every width of the construction, of its stop variant when `stop`. */
export function widthFormulas(stop: boolean): readonly WidthFormula[] {
  // Gates: the query's n and, shared with it or not, the key's n.
  const gates = (n: number) => (stop ? 2 * n : n + 1);
  const block = ({ weights }: CopyingTransformer, index: number) => weights.blocks[index]!;
  const values = (construction: CopyingTransformer, index: number) =>
    block(construction, index).heads.reduce((sum, { value }) => sum + value.rows, 0);
  return [
    { name: 'the embedding', width: (_, bits) => bits + 2, shape: ({ weights }) => weights.embedding.columns },
    { name: "block 1's heads", width: (n, bits) => (n + 1) * (bits + 2), shape: (c) => values(c, 0) },
    {
      name: "block 1's hidden layer",
      width: (n, bits) => 2 * gates(n) * (bits + 1) + 2 * (bits + 2),
      shape: (c) => block(c, 0).mlp.inner.rows,
    },
    {
      name: "block 1's output",
      width: (n, bits) => gates(n) * (bits + 1) + bits + 2,
      shape: (c) => block(c, 0).mlp.outer.rows,
    },
    {
      name: "block 2's queries and keys",
      width: (n, bits) => n * (bits + 1),
      shape: (c) => block(c, 1).heads[0]!.key.rows,
    },
    { name: "block 2's head", width: (_, bits) => bits + 2, shape: (c) => values(c, 1) },
    { name: "block 2's hidden layer", width: (_, bits) => 2 * (bits + 2), shape: (c) => block(c, 1).mlp.inner.rows },
    { name: "block 2's output", width: (_, bits) => bits + 2, shape: (c) => block(c, 1).mlp.outer.rows },
  ];
}

/** The coefficients of `c · n · log2 D − width`, with log2 D bounded from below; none negative means it is never negative. */
export interface FactorBound {
  readonly name: string;
  readonly holds: boolean;
  /** d' = 1, where log2 D = 1: the constant and the coefficient of n − 1. */
  readonly oneBit: readonly number[];
  /** d' = 2, where log2 D ≥ 3/2: the same. */
  readonly twoBits: readonly number[];
  /** d' ≥ 3, where log2 D > d' − 1: constant, coefficients of n − 1, of d' − 3, and of their product. */
  readonly moreBits: readonly number[];
}

/**
 * Bounds one width, linear in n and in d', by `factor` · n · log2 D for all n ≥ 1 and D ≥ 2 at once. The bounds of log2 D: for d' = 2,
 * D ≥ 3 and 2³ ≤ 3²; for d' ≥ 3, D > 2^(d' − 1).
 */
export function atMostFactor({ name, width }: WidthFormula, factor: number): FactorBound {
  const slack = (bits: number, logarithm: number) => (n: number) => factor * n * logarithm - width(n, bits);
  const line = (f: (n: number) => number) => [f(1), f(2) - f(1)];
  const oneBit = line(slack(1, 1));
  const twoBits = line(slack(2, 3 / 2));
  const three = line(slack(3, 2));
  const four = line(slack(4, 3));
  const moreBits = [...three, four[0]! - three[0]!, four[1]! - three[1]!];
  const coefficients = [...oneBit, ...twoBits, ...moreBits];
  return { name, holds: isBilinear(width) && coefficients.every((c) => c >= 0), oneBit, twoBits, moreBits };
}

/** Whether a width is linear in n and in d' where it is tried: a guard against a formula that is not. */
function isBilinear(width: (n: number, bits: number) => number): boolean {
  const step = (n: number, bits: number) =>
    width(n + 1, bits) - width(n, bits) === width(n + 2, bits) - width(n + 1, bits) &&
    width(n, bits + 1) - width(n, bits) === width(n, bits + 2) - width(n, bits + 1);
  return [1, 2, 50].every((n) => [1, 2, 3, 50].every((bits) => step(n, bits)));
}
