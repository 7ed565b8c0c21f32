/** Puts a kernel on a device: memory for its tensors, compiled programs, and the dispatches that run it. */
import {
  type Device,
  type DeviceBuffer,
  type Dispatch,
  FeatureMissingError,
  headGroups,
  LimitExceededError,
} from '@verbatim/gpu';
import type { Dtype, KernelDefinition, PlanStep, Precision, TensorSpec } from './kernel-definition.js';
import { isSplit, largestLength, tooLarge } from './largest-length.js';
import { decodeNumbers, encodeNumbers } from './stored-numbers.js';
import { bytesOf, countOf } from './tensor-size.js';

/** A part of a tensor in a buffer of its own; a tensor without heads is whole in each group. */
export interface TensorPlace {
  readonly buffer: DeviceBuffer;
  readonly dtype: Dtype;
  /** Numbers in this buffer. */
  readonly count: number;
  /** Which number of the tensor is its first. */
  readonly first: number;
}

/** A kernel that is ready to run. */
export interface PreparedKernel {
  /** All that one run takes, in order. */
  readonly dispatches: readonly Dispatch[];
  /** How many head groups the tensors were split into: 1 when each fits one binding. */
  readonly groups: number;
  /** Writes a tensor, rounding to what the device stores. */
  write(name: string, numbers: ArrayLike<number>): void;
  /** Fills every output and scratch tensor with NaN, so that what is not written is seen. */
  poison(): void;
  /** Runs once; `read` waits for it. */
  run(): void;
  /** A tensor as the device holds it. */
  read(name: string): Promise<Float64Array>;
  /** Where a tensor lies: one buffer a head group, in the order of its heads. */
  placesOf(name: string): readonly TensorPlace[];
  destroy(): void;
}

/** Whether a device runs one-thread-per-output programs. */
export function runsPerOutput(device: Device): boolean {
  return device.info.limits.maxOutputs !== null;
}

/** Whether a device runs CUDA C++. */
function runsCuda(device: Device): boolean {
  return device.info.api === 'cuda';
}

interface Group {
  readonly specs: readonly TensorSpec[];
  readonly buffers: ReadonlyMap<string, DeviceBuffer>;
  readonly dispatches: readonly Dispatch[];
}

/**
 * Prepares a kernel. When a tensor is larger than one binding and its heads are independent, it is split into head groups,
 * each with buffers and dispatches of its own.
 *
 * @throws RangeError for a bad shape; FeatureMissingError for f16 without `shader-f16`; LimitExceededError; OutOfMemoryError.
 */
export async function prepareKernel<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision = 'f32',
): Promise<PreparedKernel> {
  definition.assertShape(shape);
  if (!definition.precisions.includes(precision)) {
    throw new RangeError(`${definition.name} in ${precision}: accepted are ${definition.precisions.join(', ')}`);
  }
  if (precision === 'f16' && !device.info.features.includes('shader-f16')) {
    throw new FeatureMissingError('shader-f16', `${definition.name} in f16`);
  }
  const groups: Group[] = [];
  try {
    for (const part of splitByHeads(device, definition, shape, precision)) {
      groups.push(await prepareGroup(device, definition, part, precision));
    }
  } catch (error) {
    for (const { buffers } of groups) {
      destroyAll(buffers);
    }
    throw error;
  }
  return preparedKernel(device, groups);
}

function splitByHeads<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
): S[] {
  const { limits } = device.info;
  const [misfit] = tooLarge(definition, shape, precision, limits);
  if (misfit !== undefined) {
    const heads = isSplit(definition, misfit) ? definition.headsOf!(shape) : 1;
    const what = `tensor ${misfit.name} of ${definition.name}`;
    throw new LimitExceededError('maxStorageBufferBindingSize', bytesOf(misfit) / heads, limits.maxBindingSize, {
      what: heads === 1 ? what : `one head of ${what}`,
      largestLength: largestLength(definition, shape, precision, limits),
    });
  }
  const split = definition.tensors(shape, precision).filter((spec) => isSplit(definition, spec));
  const largest = Math.max(0, ...split.map(bytesOf));
  if (largest <= limits.maxBindingSize) {
    return [shape];
  }
  const heads = definition.headsOf!(shape);
  const groups = headGroups(heads, largest / heads, limits.maxBindingSize, { what: definition.name });
  return groups.map((group) => definition.withHeads!(shape, group.heads));
}

async function prepareGroup<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
): Promise<Group> {
  // gpu.js knows no number but the f32: tokens and lengths below 2^24 are exact in it.
  const specs = definition
    .tensors(shape, precision)
    .map((spec): TensorSpec => (runsPerOutput(device) ? { ...spec, dtype: 'f32' } : spec));
  const steps = planFor(device, definition, shape, precision);
  const buffers = new Map<string, DeviceBuffer>();
  try {
    for (const spec of specs) {
      const { name, purpose } = spec;
      const label = `${definition.name} ${name}`;
      buffers.set(name, await device.createBuffer({ label, purpose, size: bytesOf(spec) }));
    }
    // A step that a plan repeats is one object, compiled once.
    const known = new Map<PlanStep, Dispatch>();
    for (const step of new Set(steps)) {
      const { program, tensors, workgroups } = step;
      const bindings = tensors.map((name) => buffers.get(name)!);
      known.set(step, { program: await device.compile(program), bindings, workgroups });
    }
    return { specs, buffers, dispatches: steps.map((step) => known.get(step)!) };
  } catch (error) {
    destroyAll(buffers);
    throw error;
  }
}

/**
 * The plan of a kernel in the form that a device runs.
 *
 * @throws FeatureMissingError when the kernel has none in that form, or none for the shape.
 */
export function planFor<S extends object>(
  device: Device,
  definition: KernelDefinition<S>,
  shape: S,
  precision: Precision,
): readonly PlanStep[] {
  const { limits, features, subgroupSizes } = device.info;
  if (runsPerOutput(device)) {
    if (definition.perOutputPlan === undefined) {
      throw new FeatureMissingError('workgroups', definition.name);
    }
    return definition.perOutputPlan(shape);
  }
  if (runsCuda(device)) {
    if (definition.cudaPlan === undefined) {
      throw new FeatureMissingError('WGSL', definition.name);
    }
    return definition.cudaPlan(shape, precision, { limits, features });
  }
  return definition.plan(shape, precision, { limits, features, subgroupSizes });
}

function preparedKernel(device: Device, groups: readonly Group[]): PreparedKernel {
  const dispatches = groups.flatMap((group) => group.dispatches);
  const specOf = ({ specs }: Group, name: string): TensorSpec => {
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec === undefined) {
      throw new RangeError(`tensor ${name}: accepted are ${specs.map((known) => known.name).join(', ')}`);
    }
    return spec;
  };
  const placesOf = (name: string): TensorPlace[] => {
    let next = 0;
    return groups.map((group) => {
      const spec = specOf(group, name);
      const count = countOf(spec);
      const first = spec.perHead ? next : 0;
      next += count;
      return { buffer: group.buffers.get(name)!, dtype: spec.dtype, count, first };
    });
  };
  return {
    dispatches,
    groups: groups.length,
    placesOf,
    write(name, numbers) {
      for (const { buffer, dtype, count, first } of placesOf(name)) {
        device.write(buffer, padded(encodeNumbers(part(numbers, first, count), dtype)));
      }
    },
    poison() {
      for (const { specs, buffers } of groups) {
        for (const { name, role } of specs) {
          if (role === 'output' || role === 'scratch') {
            device.poison(buffers.get(name)!);
          }
        }
      }
    },
    run: () => device.submit(dispatches),
    async read(name) {
      const parts: Float64Array[] = [];
      for (const group of groups) {
        const spec = specOf(group, name);
        const bytes = await device.read(group.buffers.get(name)!);
        parts.push(decodeNumbers(bytes, spec.dtype, countOf(spec)));
        if (!spec.perHead) {
          break;
        }
      }
      const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
    destroy() {
      for (const { buffers } of groups) {
        destroyAll(buffers);
      }
    },
  };
}

function part(numbers: ArrayLike<number>, start: number, count: number): ArrayLike<number> {
  if (numbers instanceof Float32Array || numbers instanceof Float64Array || numbers instanceof Uint32Array) {
    return numbers.subarray(start, start + count);
  }
  return Array.prototype.slice.call(numbers, start, start + count);
}

/** Writes are multiples of four bytes. */
function padded(encoded: Float32Array | Uint32Array | Uint16Array): ArrayBufferView {
  if (encoded.byteLength % 4 === 0) {
    return encoded;
  }
  const even = new Uint16Array(encoded.length + 1);
  even.set(encoded);
  return even;
}

function destroyAll(buffers: ReadonlyMap<string, DeviceBuffer>): void {
  for (const buffer of buffers.values()) {
    buffer.destroy();
  }
}
