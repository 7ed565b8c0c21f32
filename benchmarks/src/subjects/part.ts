/**
 * A part of a kernel's work that can be computed by itself: one head, a few queries, a few channels. Its reference is that of the
 * kernel on a smaller shape, with numbers picked from the tensors of the whole, so that a length whose whole reference would take
 * hours is still checked from its first to its last position.
 */
import { countOf, type KernelDefinition, type Tensors } from '@verbatim/kernels';

/** From the place of a number in the part to its place in the whole tensor. */
export type Place = (index: number) => number;

/** A smaller instance of a kernel within a larger one. */
export interface Part<S extends object> {
  readonly shape: S;
  /**
   * Where the given tensors of the part lie in those of the whole: a place for each number, or the place of the first where they
   * follow one another. The same place where none is named.
   */
  readonly given: Readonly<Record<string, Place | number>>;
  /** Results of the part that are results of the whole: numbers from `from` on, and where they lie. */
  readonly results: Readonly<Record<string, { readonly from: number; readonly place: Place }>>;
  /** The part's reference, where the kernel's own would do much that is not compared. */
  readonly reference?: (given: Tensors) => Record<string, Float64Array>;
}

const SAME: Place = (index) => index;

/** The whole as its only part. */
export function wholeOf<S extends object>(definition: KernelDefinition<S>, shape: S): Part<S> {
  const results = resultsOf(definition, shape).map(({ name }) => [name, { from: 0, place: SAME }] as const);
  return { shape, given: {}, results: Object.fromEntries(results) };
}

/** One head of a kernel whose heads are independent. */
export function headOf<S extends object>(definition: KernelDefinition<S>, shape: S, head: number): Part<S> {
  const one = definition.withHeads!(shape, 1);
  const specs = definition.tensors(one, 'f32').filter(({ perHead }) => perHead === true);
  return {
    shape: one,
    given: Object.fromEntries(specs.map((spec) => [spec.name, head * countOf(spec)])),
    results: Object.fromEntries(
      specs
        .filter(({ role }) => role === 'output' || role === 'updated')
        .map((spec) => [spec.name, { from: 0, place: (index) => head * countOf(spec) + index }]),
    ),
  };
}

/** The first, a middle and the last of `count` things, without saying one twice. */
export function spread(count: number, wanted: number): number[] {
  const some = Array.from({ length: wanted }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, wanted - 1)));
  return [...new Set(some)];
}

/** The tensors that a kernel leaves: outputs, and what it updates. */
export function resultsOf<S extends object>(definition: KernelDefinition<S>, shape: S) {
  return definition.tensors(shape, 'f32').filter(({ role }) => role === 'output' || role === 'updated');
}
