/** Reads tokens by kernels, some thousand positions at a time. */
import type { Device } from '@verbatim/gpu';
import { type PreparedKernel, prepareKernel, type TensorSpec, type Tensors } from '@verbatim/kernels';
import type { LayerState } from '../family/layer.js';
import { largestLogit } from '../family/stack.js';
import { affine, doubles, sizeOf, type Tensor, type Weights } from '../family/tensor.js';
import type { Recurrence } from './recurrence.js';

/** The most positions that a kernel is given at once, and the most numbers of a tensor that grows with them. */
const MOST_POSITIONS = 2 ** 12;
const MOST_NUMBERS = 2 ** 22;

/** Of one position: what the kernel reads, and what the host needs behind it. */
interface Place {
  readonly position: number;
  readonly rows: Tensors;
}

/** A machine that has read some tokens; its state lies on the host between two kernels. */
export class Reader {
  private readonly embedding: Tensor;
  private readonly head: Tensor;
  private updated: Tensors;
  private host: Tensors;
  private position = 0;
  /** The last positions, where the kernel is given them again. */
  private behind: readonly Place[] = [];
  /** The kernel for the length that was wanted last. */
  private prepared: { readonly kernel: PreparedKernel; readonly length: number } | undefined;
  /** What stands before the recurrence, by token: where the host keeps nothing, that is all that it depends on. */
  private readonly known = new Map<number, Tensors>();

  constructor(
    private readonly device: Device,
    private readonly recurrence: Recurrence,
    weights: Weights,
  ) {
    this.embedding = weights.get('embedding.weight')!;
    this.head = weights.get('head.weight')!;
    this.updated = recurrence.start;
    this.host = recurrence.hostStart ?? {};
  }

  /** The numbers of the layer's state after what was read. */
  state(): LayerState {
    return this.recurrence.state(this.updated, this.host, this.position);
  }

  /**
   * Reads tokens, and says letters after the last of them.
   *
   * @param letters - (k), written to: what is said after each of the last k tokens.
   * @param onLetters - called with how many letters there are, every some thousand tokens.
   */
  async read(tokens: readonly number[], letters: Uint32Array, onLetters: (done: number) => void): Promise<void> {
    const most = this.positionsAtOnce();
    const from = tokens.length - letters.length;
    for (let start = 0; start < tokens.length; start += most) {
      const chunk = tokens.slice(start, start + most);
      letters.set(await this.readChunk(chunk, Math.max(from - start, 0)), Math.max(start - from, 0));
      onLetters(Math.max(start + chunk.length - from, 0));
    }
  }

  /** Gives the device's memory back. */
  destroy(): void {
    this.prepared?.kernel.destroy();
    this.prepared = undefined;
  }

  /**
   * Says letters and reads each before the next, by the kernel of one step where there is one: its state stays on the device.
   *
   * @param output - (L); the first is given, the others are written.
   * @param onLetter - called with how many letters there are.
   */
  async generate(output: Uint32Array, onLetter: (done: number) => void): Promise<void> {
    const { step, shape, constants } = this.recurrence;
    if (step === undefined) {
      for (let i = 1; i < output.length; i++)
        await this.read([output[i - 1]], output.subarray(i, i + 1), () => onLetter(i + 1));
      return;
    }
    const prepared = await prepareKernel(this.device, step, shape);
    try {
      writeAll(prepared, constants);
      writeAll(prepared, this.updated);
      for (let i = 1; i < output.length; i++) {
        const place = this.place(output[i - 1]);
        for (const { name } of this.streams(step.tensors(shape, 'f32'))) prepared.write(name, place.rows[name]);
        prepared.run();
        output[i] = this.letter(await prepared.read('out'), place);
        onLetter(i + 1);
      }
      this.updated = await readAll(prepared, this.updated);
    } finally {
      prepared.destroy();
    }
  }

  private async prepare(length: number): Promise<PreparedKernel> {
    if (this.prepared?.length === length) return this.prepared.kernel;
    this.destroy();
    const { kernel, shape, constants } = this.recurrence;
    const prepared = await prepareKernel(this.device, kernel, { ...shape, length });
    this.prepared = { kernel: prepared, length };
    writeAll(prepared, constants);
    return prepared;
  }

  private async readChunk(tokens: readonly number[], from: number): Promise<number[]> {
    const { kernel, shape, again = 0 } = this.recurrence;
    const places = tokens.map((token) => this.place(token));
    const given = [...this.behind, ...places];
    const first = this.behind.length;
    this.behind = again === 0 ? [] : given.slice(-again);
    const specs = kernel.tensors({ ...shape, length: given.length }, 'f32');
    const prepared = await this.prepare(given.length);
    for (const spec of this.streams(specs)) {
      const rows = given.map((place) => place.rows[spec.name]);
      prepared.write(spec.name, joined(spec, rows));
    }
    writeAll(prepared, this.updated);
    prepared.run();
    this.updated = await readAll(prepared, this.updated);
    // What is kept behind the recurrence depends on the position before it, of which no letter may be wanted.
    const needed = Math.max(Math.min(from, tokens.length) - 1, 0);
    const out = await prepared.read('out');
    const spec = specs.find(({ name }) => name === 'out')!;
    const letters = places.slice(needed).map((place, i) => this.letter(rowOf(spec, out, first + needed + i), place));
    return letters.slice(from - needed);
  }

  /** What stands before the recurrence at the next position. */
  private place(token: number): Place {
    const rows = this.known.get(token) ?? this.before(token);
    if (this.recurrence.hostStart === undefined) this.known.set(token, rows);
    const position = this.position++;
    return { position, rows: this.recurrence.at?.(rows, position) ?? rows };
  }

  private before(token: number): Tensors {
    const width = this.embedding.shape[1];
    const x = this.embedding.values.subarray(token * width, (token + 1) * width);
    const { rows, kept } = this.recurrence.before(x, this.host);
    this.keep(kept);
    return rows;
  }

  /** The letter that is said after a position. */
  private letter(out: Float64Array, { rows, position }: Place): number {
    const { y, kept } = this.recurrence.after(out, rows, this.host, position);
    this.keep(kept);
    return largestLogit(affine(this.head, y));
  }

  private keep(kept: Tensors | undefined): void {
    if (kept === undefined) return;
    const rounded = Object.entries(kept).map(([name, values]) => [name, values.map(Math.fround)]);
    this.host = { ...this.host, ...Object.fromEntries(rounded) };
  }

  /** The inputs that differ from position to position. */
  private streams(specs: readonly TensorSpec[]): TensorSpec[] {
    const { constants } = this.recurrence;
    return specs.filter(({ name, role }) => role === 'input' && !Object.hasOwn(constants, name));
  }

  private positionsAtOnce(): number {
    const { kernel, shape } = this.recurrence;
    let length = MOST_POSITIONS;
    const tooMany = () =>
      kernel
        .tensors({ ...shape, length }, 'f32')
        .some(
          ({ purpose, shape: sizes }) => purpose !== 'weights' && purpose !== 'state' && sizeOf(sizes) > MOST_NUMBERS,
        );
    while (length > 1 && tooMany()) length /= 2;
    return length;
  }
}

function writeAll(prepared: PreparedKernel, tensors: Tensors): void {
  for (const [name, numbers] of Object.entries(tensors)) prepared.write(name, numbers);
}

async function readAll(prepared: PreparedKernel, tensors: Tensors): Promise<Tensors> {
  const read: Record<string, Float64Array> = {};
  for (const name of Object.keys(tensors)) read[name] = await prepared.read(name);
  return read;
}

/** Heads, length and the numbers of a head at a position, of a tensor whose length is its second axis where it has heads. */
function axesOf({ shape, perHead }: TensorSpec) {
  return perHead
    ? { heads: shape[0], length: shape[1], inner: sizeOf(shape.slice(2)) }
    : { heads: 1, length: shape[0], inner: sizeOf(shape.slice(1)) };
}

/** Rows of positions, (heads, inner) each, as one tensor. */
function joined(spec: TensorSpec, rows: readonly Float64Array[]): Float64Array {
  const { heads, length, inner } = axesOf(spec);
  const tensor = new Float64Array(heads * length * inner);
  for (const [t, row] of rows.entries())
    for (let head = 0; head < heads; head++)
      tensor.set(row.subarray(head * inner, (head + 1) * inner), (head * length + t) * inner);
  return tensor;
}

/** The row of a position, (heads, inner). */
function rowOf(spec: TensorSpec, tensor: Float64Array, t: number): Float64Array {
  const { heads, length, inner } = axesOf(spec);
  return doubles(heads * inner, (i) => tensor[(Math.floor(i / inner) * length + t) * inner + (i % inner)]);
}
