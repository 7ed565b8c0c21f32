/**
 * How a layer is divided between the host and a kernel. With one layer, what stands before the recurrence depends on the
 * tokens alone, the newest or the last few: the host computes it, in doubles and by the code that the layer's `step` has. A
 * kernel then runs the recurrence over all positions, and what stands behind it is the host's again.
 */
import type { KernelDefinition, Tensors } from '@verbatim/kernels';
import type { LayerState } from '../family/layer.js';

/** The recurrence of one layer, as kernels take it. */
export interface Recurrence {
  /** Over many positions, and over one where there is a kernel for that. Their output is `out`. */
  readonly kernel: KernelDefinition<object>;
  readonly step?: KernelDefinition<object>;
  /** How many of the positions before are given to the kernel again, since it keeps nothing of them: none unless it is given. */
  readonly again?: number;
  /** The kernels' shape but for the length. */
  readonly shape: object;
  /** What the kernels read at every step alike. */
  readonly constants: Tensors;
  /** What they update, before the first token. */
  readonly start: Tensors;
  /** The parts of the state that the host keeps, before the first token: the last inputs of convolutions and mixtures. */
  readonly hostStart?: Tensors;
  /**
   * Of one position: what the kernels read there by the names of their tensors, each without the axis of the length; with it
   * whatever `after` needs.
   *
   * @param host - the host's part of the state, rounded to f32.
   * @returns the rows, and new parts of `host`.
   */
  before(x: Float64Array, host: Tensors): { readonly rows: Tensors; readonly kept?: Tensors };
  /** Rows as they are at a position, counted from 0, where the kernel lacks something that depends on it: a rotation. */
  at?(rows: Tensors, position: number): Tensors;
  /**
   * The layer's output at a position from the kernel's, without the axis of the length, and new parts of `host`. It is called
   * where a letter is wanted, at the position before that, and at the last that is read: so what it keeps must not depend on what
   * was kept before.
   */
  after(
    out: Float64Array,
    rows: Tensors,
    host: Tensors,
    position: number,
  ): { readonly y: Float64Array; readonly kept?: Tensors };
  /** The layer's state, from what the kernel updated and the host kept in `read` positions, at least one. */
  state(updated: Tensors, host: Tensors, read: number): LayerState;
}

/** Numbers with zeros behind every row, so that a kernel which wants whole groups of numbers has them. */
export function padded(values: Float64Array, width: number, wanted: number): Float64Array {
  const rows = new Float64Array((values.length / width) * wanted);
  for (let from = 0, to = 0; from < values.length; from += width, to += wanted)
    rows.set(values.subarray(from, from + width), to);
  return rows;
}

/** The first `width` numbers of every row: the inverse of {@link padded}. */
export function unpadded(rows: Float64Array, wanted: number, width: number): Float64Array {
  const values = new Float64Array((rows.length / wanted) * width);
  for (let from = 0, to = 0; from < rows.length; from += wanted, to += width)
    values.set(rows.subarray(from, from + width), to);
  return values;
}
