/**
 * What a kernel is here: one operation, given as tensors, a plan of programs, an f64 reference and a cost model, all in one
 * file, so that what runs, what it should give and what it must cost are read side by side.
 */
import type { DeviceLimits, Program, Purpose } from '@verbatim/gpu';

/** How the numbers of a tensor are stored. */
export type Dtype = 'f32' | 'f16' | 'u32';

/** The precision of a kernel's inputs and outputs; sums are f32 in both. */
export type Precision = 'f32' | 'f16';

/** A tensor of a kernel, row-major. */
export interface TensorSpec {
  /** Unique within its kernel. */
  readonly name: string;
  /** `updated` is both read and written. */
  readonly role: 'input' | 'output' | 'updated' | 'scratch';
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly purpose: Purpose;
  /** Whether the first axis is the attention heads, so that the tensor can be split by head group. */
  readonly perHead?: boolean;
}

/** One dispatch of a plan: a program, and the tensors of its bindings by name. */
export interface PlanStep {
  readonly program: Program;
  readonly tensors: readonly string[];
  readonly workgroups: readonly [number, number, number];
}

/** What a plan may rely on. */
export interface PlanContext {
  readonly limits: DeviceLimits;
  readonly features: readonly string[];
  /** Smallest and largest subgroup; absent or null where the device does not tell. */
  readonly subgroupSizes?: readonly [number, number] | null;
}

/** The least work that the operation needs, whatever the implementation: what is achieved is compared with it. */
export interface Cost {
  /** Floating-point operations; a multiply-add counts two. */
  readonly flops: number;
  /** Bytes of the inputs, each read once. */
  readonly bytesRead: number;
  /** Bytes of the outputs, each written once. */
  readonly bytesWritten: number;
}

/** Numbers of tensors by name, row-major. */
export type Tensors = Readonly<Record<string, Float64Array>>;

/** A kernel for shapes of type S. */
export interface KernelDefinition<S extends object> {
  /** A slug, such as `attention-decode`. */
  readonly name: string;
  readonly precisions: readonly Precision[];
  /** @throws RangeError naming what is wrong with the shape and what is accepted. */
  assertShape(shape: S): void;
  tensors(shape: S, precision: Precision): readonly TensorSpec[];
  /** The WGSL plan. */
  plan(shape: S, precision: Precision, context: PlanContext): readonly PlanStep[];
  /**
   * The plan in CUDA C++; absent where there is none, and then the kernel does not run on CUDA. Its tensors are those of the WGSL
   * plan; it need not use all that are scratch.
   *
   * @throws FeatureMissingError naming what it covers, for shapes and precisions that it does not.
   */
  cudaPlan?(shape: S, precision: Precision, context: PlanContext): readonly PlanStep[];
  /** The plan in one-thread-per-output programs, f32 only; absent where the operation cannot be written so. */
  perOutputPlan?(shape: S): readonly PlanStep[];
  /** Outputs (and updated tensors, as they are after) from inputs, in f64, written for plainness. */
  reference(shape: S, inputs: Tensors): Record<string, Float64Array>;
  cost(shape: S, precision: Precision): Cost;
  /** The same operation over fewer heads; present where heads are independent. */
  withHeads?(shape: S, heads: number): S;
  /** How many heads the shape has, where `withHeads` is present. */
  headsOf?(shape: S): number;
}
