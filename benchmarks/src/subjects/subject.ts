/** What can be measured: a kernel on a device, bytes that are only counted, the construction on a device, or work on the CPU. */
import type { KernelDefinition } from '@verbatim/kernels';
import type { ConstructionSubject } from './construction.js';
import type { CpuSubject } from './cpu-subject.js';
import type { Part } from './part.js';

/** A shape as a suite declares it, without the length. */
export type DeclaredShape = Readonly<Record<string, number | string>>;

/** A kernel, with inputs for any length and a way to check it that long lengths can afford. */
export interface KernelSubject<S extends object = object> {
  readonly kind: 'kernel';
  readonly definition: KernelDefinition<S>;
  /** The kernel's shape at input length L. */
  shapeAt(declared: DeclaredShape, length: number): S;
  /** Numbers of each given tensor: a row that is repeated until the tensor is full. */
  inputs(shape: S, length: number): Readonly<Record<string, Float32Array>>;
  /** Smaller instances whose outputs are outputs of the whole: what is checked where the reference of all takes too long. */
  parts(shape: S): readonly Part<S>[];
}

/** What a model keeps between two tokens, counted and not timed. */
export interface StateSubject<S extends object = object> {
  readonly kind: 'state';
  readonly definition: KernelDefinition<S>;
  shapeAt(declared: DeclaredShape, length: number): S;
}

/** One of the things that can be measured. */
// biome-ignore lint/suspicious/noExplicitAny: each is used with shapes of its own.
export type Subject = KernelSubject<any> | StateSubject<any> | ConstructionSubject | CpuSubject;
