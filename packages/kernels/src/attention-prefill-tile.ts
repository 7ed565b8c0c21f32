/** How the tiled attention prefill cuts its work, and how its text writes out what a thread holds. */
import type { FullAttentionPrefillShape } from './attention-prefill-shape.js';
import { inOrder } from './unrolled.js';

/** The four numbers of a vector. */
export const AXES = ['x', 'y', 'z', 'w'] as const;

/** How the work of one workgroup is cut. */
export interface AttentionTile {
  /** Queries of a workgroup; `queries / rows` is a multiple of 4. */
  readonly queries: number;
  /** Keys of one step; a multiple of 32. */
  readonly keys: number;
  /** Queries of a thread, which scores 4 keys for each. */
  readonly rows: number;
}

/** A shape cut by a tile. */
export interface Cut {
  readonly shape: FullAttentionPrefillShape;
  readonly tile: AttentionTile;
  /** Threads across the keys of a tile (`x` in the shader), and down its queries (`y`). */
  readonly across: number;
  readonly down: number;
  /** Vectors of four numbers in a query or key, and in a value. */
  readonly keyColumns: number;
  readonly valueColumns: number;
  /** Value columns of a thread: x, x + across, … */
  readonly spans: number;
  /** One window for all heads, in place of what the shape's bias says of windows. */
  readonly window?: number;
}

/** Cuts a shape by a tile; `window` is that of all heads, where they have the same. */
export function cutFor(shape: FullAttentionPrefillShape, tile: AttentionTile, window?: number): Cut {
  const across = tile.keys / 4;
  const valueColumns = shape.valueDim / 4;
  const spans = Math.ceil(valueColumns / across);
  const down = tile.queries / tile.rows;
  return { shape, tile, across, down, keyColumns: shape.keyDim / 4, valueColumns, spans, ...(window && { window }) };
}

/** Whether queries see the last keys only. */
export function isWindowed({ shape, window }: Cut): boolean {
  return window !== undefined || shape.bias === 'hard-alibi';
}

/** Threads of a workgroup. */
export function threadsOf(tile: AttentionTile): number {
  return (tile.keys / 4) * (tile.queries / tile.rows);
}

/** Bytes that a workgroup shares. */
export function sharedBytesOf({ keyDim, valueDim }: FullAttentionPrefillShape, tile: AttentionTile): number {
  return 4 * (tile.queries * keyDim + tile.keys * Math.max(keyDim, valueDim) + tile.queries * tile.keys);
}

/** A block for each span of value columns; threads beyond the last column leave theirs out. */
export function blocks(
  spans: number,
  valueColumns: number,
  across: number,
  indent: number,
  body: (u: number) => string,
): string {
  return each(spans, indent, (u) => {
    const whole = (u + 1) * across <= valueColumns;
    return `${whole ? '' : `if (x < ${valueColumns - u * across}u) `}{\n${body(u)}\n${' '.repeat(indent)}}`;
  });
}

/** The sums of values: row 5 of the second span is `o5_1`. */
export function ofSpan({ rows }: AttentionTile, n: number): string {
  return `o${n % rows}_${Math.floor(n / rows)}`;
}

/** Rows are kept in fours where there is one number for each: row 5 of `most` is `most1.y`. */
export function ofRow(name: string, row: number): string {
  return `${name}${row >> 2}.${AXES[row & 3]}`;
}

/** A line for each four rows of a thread. */
export function packs({ rows }: AttentionTile, indent: number, line: (pack: number) => string): string {
  return each(Math.ceil(rows / 4), indent, line);
}

/** A vector of one term for each of four rows, with `missing` beyond the last row. */
export function packed({ rows }: AttentionTile, pack: number, term: (row: number) => string, missing: string): string {
  const terms = AXES.map((_, c) => (4 * pack + c < rows ? term(4 * pack + c) : missing));
  return `vec4f(${terms.join(', ')})`;
}

/** Indented lines, one for each of 0 … count − 1. */
export function each(count: number, indent: number, line: (i: number) => string): string {
  return inOrder(count)
    .map((i) => `${' '.repeat(indent)}${line(i)}`)
    .join('\n');
}
