/**
 * Checks a kernel on a device against its f64 reference. Inputs are first rounded to what the device stores, so that both
 * sides start from the same numbers; outputs and scratch are filled with NaN before the run, so that what is not written
 * is seen. No speed may be reported for a kernel that fails here.
 */
import type { Device } from '@verbatim/gpu';
import type { Dtype, KernelDefinition, Precision, TensorSpec, Tensors } from './kernel-definition.js';
import { prepareKernel } from './prepare.js';
import { decodeNumbers, encodeNumbers } from './stored-numbers.js';
import { countOf } from './tensor-size.js';

/** One input to check a kernel on. */
export interface KernelCase<S extends object> {
  /** What is special about it, such as `one hot key`. */
  readonly name: string;
  readonly shape: S;
  /** Every input and updated tensor, row-major. */
  readonly inputs: Tensors;
  /** Where the default tolerance does not fit, with the reason beside it. */
  readonly tolerance?: Tolerance;
  /**
   * Compares each row (all but the last axis), or each column (the last axis), by itself: where their magnitudes differ, errors
   * over those of a whole tensor say nothing of the small ones.
   */
  readonly compareBy?: 'row' | 'column';
}

/** A kernel and what it is checked on: random, structured and adversarial inputs. */
export interface KernelSuite<S extends object> {
  readonly definition: KernelDefinition<S>;
  readonly cases: () => readonly KernelCase<S>[];
  /** Longer than one thread per output could do: for WebGPU alone. */
  readonly longCases?: () => readonly KernelCase<S>[];
}

/** The largest errors that pass. */
export interface Tolerance {
  /** ‖out − reference‖ / ‖reference‖. */
  readonly relativeNorm: number;
  /** The largest |out − reference| of an element, over the largest |reference| of the tensor. */
  readonly worst: number;
}

/** Sums are f32 in both; f16 also rounds what is stored, to 11 bits. */
export const DEFAULT_TOLERANCE: Readonly<Record<Precision, Tolerance>> = {
  f32: { relativeNorm: 1e-5, worst: 1e-4 },
  f16: { relativeNorm: 2e-3, worst: 5e-3 },
};

/** What a check found, for the worst tensor. */
export interface CheckResult {
  readonly passed: boolean;
  readonly tensor: string;
  readonly relativeNorm: number;
  readonly worst: number;
  /** Elements that are NaN or infinite where the reference is finite. */
  readonly notFinite: number;
  readonly tolerance: Tolerance;
}

/** Of each way to store numbers, the smallest that has all of its bits: devices may make 0 of what is smaller. */
const SMALLEST_NORMAL: Readonly<Record<Dtype, number>> = { f32: 2 ** -126, f16: 2 ** -14, u32: 0 };

/** The errors of one tensor. */
export function compareTensors(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
): Pick<CheckResult, 'relativeNorm' | 'worst' | 'notFinite'> {
  let difference = 0;
  let norm = 0;
  let worst = 0;
  let largest = 0;
  let notFinite = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (!Number.isFinite(found[i])) {
      notFinite += 1;
      continue;
    }
    const error = Math.abs(found[i]! - wanted[i]!);
    difference += error * error;
    norm += wanted[i]! * wanted[i]!;
    worst = Math.max(worst, error);
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  // A reference of zeros allows nothing but zeros.
  const ratio = (error: number, size: number) =>
    error === 0 ? 0 : size === 0 ? Number.POSITIVE_INFINITY : error / size;
  return { relativeNorm: Math.sqrt(ratio(difference, norm)), worst: ratio(worst, largest), notFinite };
}

/** The largest errors of the rows or columns of one tensor, each by itself. */
export function compareParts(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { shape, dtype }: Pick<TensorSpec, 'shape' | 'dtype'>,
  by: 'row' | 'column',
): ReturnType<typeof compareTensors> {
  const width = shape.at(-1) ?? 1;
  const parts = new Map<number, { readonly found: number[]; readonly wanted: number[] }>();
  const smallest = SMALLEST_NORMAL[dtype];
  for (let i = 0; i < wanted.length; i++) {
    const key = by === 'row' ? Math.floor(i / width) : i % width;
    const part = parts.get(key) ?? { found: [], wanted: [] };
    parts.set(key, part);
    const flushed = Math.abs(wanted[i]!) < smallest && Math.abs(found[i]! - wanted[i]!) <= smallest;
    part.found.push(flushed ? wanted[i]! : found[i]!);
    part.wanted.push(wanted[i]!);
  }
  const errors = [...parts.values()].map((part) => compareTensors(part.found, part.wanted));
  return {
    relativeNorm: Math.max(0, ...errors.map(({ relativeNorm }) => relativeNorm)),
    worst: Math.max(0, ...errors.map(({ worst }) => worst)),
    notFinite: errors.reduce((sum, { notFinite }) => sum + notFinite, 0),
  };
}

/**
 * Runs a case on a device.
 *
 * @returns every output and updated tensor, from memory that was NaN before.
 * @throws RangeError when an input is missing or has the wrong size; and what `prepareKernel` throws.
 */
export async function runCase<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  { shape, inputs }: KernelCase<S>,
  precision: Precision,
): Promise<Record<string, Float64Array>> {
  const specs = definition.tensors(shape, precision);
  for (const spec of givenOf(specs)) {
    if (inputs[spec.name]?.length !== countOf(spec)) {
      throw new RangeError(`tensor ${spec.name} of ${definition.name}: ${countOf(spec)} numbers are needed`);
    }
  }
  const prepared = await prepareKernel(device, definition, shape, precision);
  try {
    for (const { name } of givenOf(specs)) {
      prepared.write(name, inputs[name]!);
    }
    prepared.poison();
    prepared.run();
    const outputs: Record<string, Float64Array> = {};
    for (const { name } of resultsOf(specs)) {
      outputs[name] = await prepared.read(name);
    }
    return outputs;
  } finally {
    prepared.destroy();
  }
}

/** What a case must give: the f64 reference on the inputs as the device stores them. */
export function referenceOf<S extends object>(
  definition: KernelDefinition<S>,
  { shape, inputs }: KernelCase<S>,
  precision: Precision,
): Record<string, Float64Array> {
  const stored: Record<string, Float64Array> = {};
  for (const { name, dtype } of givenOf(definition.tensors(shape, precision))) {
    stored[name] = decodeNumbers(bytesIn(encodeNumbers(inputs[name]!, dtype)), dtype, inputs[name]!.length);
  }
  return definition.reference(shape, stored);
}

/** Compares outputs tensor by tensor; the result is that of the worst one. */
export function compareOutputs<S extends object>(
  definition: KernelDefinition<S>,
  { shape, tolerance: own, compareBy }: Pick<KernelCase<S>, 'shape' | 'tolerance' | 'compareBy'>,
  precision: Precision,
  found: Tensors,
  wanted: Tensors,
): CheckResult {
  const tolerance = own ?? DEFAULT_TOLERANCE[precision];
  let result: CheckResult | null = null;
  for (const spec of resultsOf(definition.tensors(shape, precision))) {
    const { name } = spec;
    const errors =
      compareBy === undefined
        ? compareTensors(found[name]!, wanted[name]!)
        : compareParts(found[name]!, wanted[name]!, spec, compareBy);
    const passed =
      errors.notFinite === 0 && errors.relativeNorm <= tolerance.relativeNorm && errors.worst <= tolerance.worst;
    if (result === null || (result.passed && (!passed || errors.relativeNorm > result.relativeNorm))) {
      result = { passed, tensor: name, ...errors, tolerance };
    }
  }
  if (result === null) {
    throw new RangeError(`${definition.name} has no output to check`);
  }
  return result;
}

/** Runs a case on a device and compares every output and updated tensor with the reference. */
export async function checkKernel<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  kernelCase: KernelCase<S>,
  precision: Precision,
): Promise<CheckResult> {
  const outputs = await runCase(device, definition, kernelCase, precision);
  return compareOutputs(definition, kernelCase, precision, outputs, referenceOf(definition, kernelCase, precision));
}

function givenOf(specs: readonly TensorSpec[]): TensorSpec[] {
  return specs.filter(({ role }) => role === 'input' || role === 'updated');
}

function resultsOf(specs: readonly TensorSpec[]): TensorSpec[] {
  return specs.filter(({ role }) => role === 'output' || role === 'updated');
}

function bytesIn(array: Float32Array | Uint32Array | Uint16Array): ArrayBuffer {
  return array.slice().buffer as ArrayBuffer;
}
