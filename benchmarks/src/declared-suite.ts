/** What a suite is: series of points, declared as data. A point is one series at one length, in one precision, on one backend. */
import type { Backend } from '@verbatim/bench';
import type { Subject } from './subjects/subject.js';

/** How the numbers of a point are stored. */
export const PRECISIONS = ['f32', 'f16', 'f64'] as const;

/** One of `PRECISIONS`. */
export type PointPrecision = (typeof PRECISIONS)[number];

/** One thing that is measured at many lengths. */
export interface DeclaredSeries {
  /** What is measured, as the ids of its points name it. */
  readonly kernel: string;
  readonly subject: Subject;
  /** The shape but for its length. */
  readonly shape: Readonly<Record<string, number | string>>;
  readonly precisions: readonly PointPrecision[];
  /** Without `cuda`, which is beside `webgpu` wherever the kernel has a plan for it. */
  readonly backends: readonly Exclude<Backend, 'cuda'>[];
  /** Where the series ends before the suite does, and why. */
  readonly longest?: { readonly length: number; readonly reason: string };
}

/** Series that are looked at together. */
export interface DeclaredSuite {
  readonly name: string;
  /** In words, for the head of its table. */
  readonly title: string;
  /** Input lengths L where none are asked for. */
  readonly lengths: readonly number[];
  /** The same for `--quick`. */
  readonly quickLengths: readonly number[];
  readonly series: readonly DeclaredSeries[];
}

/** 256 … 1,048,576: powers of four, and of two from 1,024 to 65,536, where most laws leave their constant behind. */
export const DEFAULT_LENGTHS: readonly number[] = [8, 10, 11, 12, 13, 14, 15, 16, 18, 20].map((power) => 2 ** power);
