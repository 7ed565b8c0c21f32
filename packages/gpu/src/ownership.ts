/** What a device asks of everything that it is handed: its own, still there, and within bounds. */
import type { Binding, CompiledProgram, DeviceBuffer } from './device.js';
import { DeviceRejectedError } from './errors.js';

/** A buffer that knows its device. */
export interface OwnedBuffer extends DeviceBuffer {
  readonly owner: object;
  /** False once it was destroyed. */
  readonly live: boolean;
}

/** A binding with its defaults filled in. */
export interface OwnBinding<B extends OwnedBuffer> {
  readonly buffer: B;
  readonly offset: number;
  readonly size: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a class, whatever it is made of.
type Class<T> = abstract new (...args: any[]) => T;

/** @throws DeviceRejectedError for a buffer of another device, or one that was destroyed. */
export function owned<B extends OwnedBuffer>(buffer: DeviceBuffer, owner: object, kind: Class<B>): B {
  if (!(buffer instanceof kind) || buffer.owner !== owner) {
    const given: DeviceBuffer | null | undefined = buffer;
    throw new DeviceRejectedError(
      given?.label === undefined ? `${given} is no buffer` : `buffer ${given.label} belongs to another device`,
    );
  }
  if (!buffer.live) {
    throw new DeviceRejectedError(`buffer ${buffer.label} was destroyed`);
  }
  return buffer;
}

/** @throws DeviceRejectedError for a program of another device. */
export function ownCompiled<P extends CompiledProgram & { readonly owner: object }>(
  program: CompiledProgram,
  owner: object,
  kind: Class<P>,
): P {
  if (!(program instanceof kind) || program.owner !== owner) {
    const given: CompiledProgram | null | undefined = program;
    throw new DeviceRejectedError(
      given?.program === undefined
        ? `${given} is no compiled program`
        : `program ${given.program.name} was compiled for another device`,
    );
  }
  return program;
}

/** Offsets of bindings are multiples of this on every device. */
const OFFSET_STEP = 256;

/** @throws DeviceRejectedError as {@link owned} does, and for a part that is not within the buffer. */
export function ownBinding<B extends OwnedBuffer>(
  binding: DeviceBuffer | Binding,
  owner: object,
  kind: Class<B>,
): OwnBinding<B> {
  const given: Binding = isPart(binding) ? binding : { buffer: binding };
  const buffer = owned(given.buffer, owner, kind);
  const { offset = 0, size = buffer.size - offset } = given;
  const whole = Number.isSafeInteger(offset) && offset >= 0 && offset % OFFSET_STEP === 0;
  if (!whole || !Number.isSafeInteger(size) || size <= 0 || size % 4 !== 0 || offset + size > buffer.size) {
    throw new DeviceRejectedError(
      `a binding of ${size} bytes at ${offset} of buffer ${buffer.label}, which has ${buffer.size}; ` +
        `accepted are offsets that are multiples of ${OFFSET_STEP}, and sizes that are multiples of 4`,
    );
  }
  return { buffer, offset, size };
}

/** @throws DeviceRejectedError for workgroups that are not three whole numbers of 1 or more. */
export function assertWorkgroups(name: string, workgroups: readonly number[] | undefined): void {
  if (workgroups?.length !== 3 || !workgroups.every((count) => Number.isSafeInteger(count) && count >= 1)) {
    throw new DeviceRejectedError(
      `workgroups [${workgroups ?? ''}] of ${name}; accepted are three whole numbers of 1 or more`,
    );
  }
}

function isPart(binding: DeviceBuffer | Binding | null): binding is Binding {
  return typeof binding === 'object' && binding !== null && 'buffer' in binding;
}
