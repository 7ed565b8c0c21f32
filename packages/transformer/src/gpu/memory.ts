/**
 * What a copy takes on a device, counted before anything is allocated, and equal to what the ledger counts after. Everything
 * that grows with the length grows in proportion to it: tokens, the caches of both blocks, predictions. What one chunk of
 * positions needs is the same for every long string.
 */
import { type BytesByPurpose, type DeviceLimits, LimitExceededError } from '@verbatim/gpu';
import {
  argmaxReadout,
  bytesOf,
  embedding,
  type KernelDefinition,
  keyBlocks,
  ngramLookup,
  ngramStep,
  stepFits,
  type TensorSpec,
  tokenGate,
  windowMeans,
} from '@verbatim/kernels';

/** What is run. */
export interface CopyShape {
  /** n. */
  readonly slots: number;
  /** d. */
  readonly width: number;
  readonly tokens: number;
  /** L. */
  readonly length: number;
  /** B. */
  readonly scale: number;
  /** The longest window of block 1. */
  readonly reach: number;
  /** Whether letters are generated one by one. */
  readonly generate: boolean;
}

/** The most positions of a chunk: enough queries to fill a device. */
const MOST_POSITIONS = 2048;
/** Bytes that the means of a chunk may take. */
const MEANS_BYTES = 2 ** 26;

/** Room for `BOS x COPY`, L generated letters, and the COPY with which the stop variant ends. */
export function positionsOf(length: number): number {
  return 2 * length + 3;
}

/** How many positions are computed at a time. */
export function chunkOf({ slots, width, length }: CopyShape): number {
  const affordable = Math.max(1, Math.floor(MEANS_BYTES / (4 * (slots + 1) * width)));
  return Math.min(MOST_POSITIONS, affordable, positionsOf(length));
}

/** Kernels of one pass, with how their tensors are called here. */
export interface Stage {
  readonly definition: KernelDefinition<never>;
  readonly shape: object;
  /** By the kernel's name: the name here. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * The kernels that take a chunk of positions from tokens to predictions.
 *
 * @param chunk positions at a time.
 * @param shift added to a position: where its prediction goes.
 * @param predictions the buffer for these, `tokens` where they are fed back.
 */
export function stagesOf(
  { slots, width, tokens, length, scale }: CopyShape,
  chunk: number,
  shift: number,
  predictions: 'tokens' | 'predictions',
): { read: Stage[]; predict: Stage[] } {
  const heads = slots + 1;
  const capacity = positionsOf(length);
  const blocks = keyBlocks({ slots, width });
  const stage = <S extends object>(
    definition: KernelDefinition<S>,
    shape: S,
    names: Readonly<Record<string, string>>,
  ): Stage => ({ definition: definition as KernelDefinition<never>, shape, names });
  return {
    read: [
      stage(embedding, { capacity, chunk, tokens, width }, { table: 'embedding', out: 'rows' }),
      stage(windowMeans, { heads, capacity, chunk, width }, {}),
      stage(tokenGate, { heads, slots, width, capacity, chunk }, {}),
    ],
    predict: [
      stage(ngramLookup, { capacity, chunk, blocks, width, scale }, { out: 'answers' }),
      stage(
        argmaxReadout,
        { tokens, width, chunk, capacity: predictions === 'tokens' ? capacity : length + 1, shift },
        { rows: 'answers', codes: 'unembedding', predictions },
      ),
    ],
  };
}

/**
 * Two steps of generation, a dispatch each, that are taken in turns; null where windows or weights are too large for that.
 *
 * @see ngramStep
 */
export function stepsOf({ slots, width, tokens, length, scale, reach }: CopyShape): Stage | null {
  const sizes = { tokens, heads: slots + 1, slots, width };
  if (reach > sizes.heads || !stepFits(sizes)) {
    return null;
  }
  const shape = { ...sizes, capacity: positionsOf(length), scale, steps: 2 };
  return { definition: ngramStep as KernelDefinition<never>, shape, names: { weights: 'stepWeights' } };
}

/** The buffers of a copy, by name; one that several kernels or both passes use is as large as the largest needs. */
export function buffersOf(shape: CopyShape): Map<string, TensorSpec & { readonly bytes: number }> {
  const { length, generate } = shape;
  const whole = stagesOf(shape, chunkOf(shape), -(length + 1), 'predictions');
  const steps = stepsOf(shape);
  const single = stagesOf(shape, 1, 1, 'tokens');
  const letters = steps === null ? [...single.read, ...single.predict] : [steps];
  const stages = [...whole.read, ...(generate ? letters : whole.predict)];
  const buffers = new Map<string, TensorSpec & { readonly bytes: number }>();
  for (const { definition, shape: own, names } of stages) {
    for (const spec of definition.tensors(own as never, 'f32')) {
      const name = names[spec.name] ?? spec.name;
      const bytes = Math.ceil(bytesOf(spec) / 4) * 4;
      if (bytes > (buffers.get(name)?.bytes ?? 0)) {
        buffers.set(name, { ...spec, name, bytes });
      }
    }
  }
  return buffers;
}

/** Bytes by purpose, and in all. */
export function copyMemory(shape: CopyShape): Partial<BytesByPurpose> & { readonly total: number } {
  const memory: Record<string, number> = { total: 0 };
  for (const { purpose, bytes } of buffersOf(shape).values()) {
    memory[purpose] = (memory[purpose] ?? 0) + bytes;
    memory.total! += bytes;
  }
  return memory as Partial<BytesByPurpose> & { readonly total: number };
}

/** @throws LimitExceededError with the largest length that fits, when a buffer is larger than the device can bind. */
export function assertFits(shape: CopyShape, { maxBindingSize, maxBufferSize }: DeviceLimits): void {
  const allowed = Math.min(maxBindingSize, maxBufferSize);
  const largest = (length: number) =>
    [...buffersOf({ ...shape, length }).values()].reduce((a, b) => (a.bytes >= b.bytes ? a : b));
  const { name, bytes } = largest(shape.length);
  if (bytes <= allowed) {
    return;
  }
  let fits = 0;
  for (let high = shape.length; fits < high; ) {
    const middle = Math.ceil((fits + high) / 2);
    if (largest(middle).bytes <= allowed) fits = middle;
    else high = middle - 1;
  }
  throw new LimitExceededError('maxStorageBufferBindingSize', bytes, allowed, {
    what: `${name} of a copy of ${shape.length} letters with n = ${shape.slots}`,
    largestLength: fits,
  });
}
