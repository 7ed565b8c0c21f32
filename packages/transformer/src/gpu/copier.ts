/**
 * The construction on a device. A string is a row of tokens there; chunks of positions go from tokens to keys and values, and
 * where predictions are wanted on to these. What runs is named by a range (start, count) in a buffer, so that the same programs
 * serve every chunk. For generation a letter is one dispatch, which finds the token and goes on with it, so that letters are fed
 * back without leaving the device; where the construction is too large for that, several and one that advances the range.
 */
import type { CompiledProgram, Device, DeviceBuffer, Dispatch, Program } from '@verbatim/gpu';
import { copyPrompt, type Letters } from '@verbatim/tasks';
import type { CopyingTransformer } from '../copying-transformer.js';
import { type DeviceWeights, deviceWeights } from './device-weights.js';
import { Looks } from './looks.js';
import { assertFits, buffersOf, type CopyShape, chunkOf, type Stage, stagesOf, stepsOf } from './memory.js';

/** How the tokens come about: each fed back, or all predicted in one pass over the true letters. */
export type GpuCopyMode = 'generate' | 'teacher-forced';

/** Called when more tokens have been read back: how many there are, and the array that holds them. */
export type OnTokens = (done: number, tokens: Uint32Array) => void;

/** What a run is asked for. */
export interface GpuCopyOptions {
  /** How many tokens: by default L, at most L + 1, which shows whether the stop variant stops. */
  readonly tokens?: number;
  readonly onTokens?: OnTokens;
}

/** Letters that are submitted at once, and at first generated between two looks at the device. */
const LETTERS_AT_ONCE = 128;

const ADVANCE_WGSL = `\
@group(0) @binding(0) var<storage, read_write> range: array<u32, 2>;

@compute @workgroup_size(1)
fn main() {
  range[0] += 1u;
}
`;

/** A construction on a device, ready for strings of one length. */
export class GpuCopier {
  private constructor(
    private readonly device: Device,
    readonly construction: CopyingTransformer,
    readonly length: number,
    readonly mode: GpuCopyMode,
    private readonly chunk: number,
    private readonly buffers: ReadonlyMap<string, DeviceBuffer>,
    private readonly read: readonly Dispatch[],
    private readonly predict: readonly Dispatch[],
    /** What generates a letter, and the next, and so on in turns; empty in the other mode. */
    private readonly turns: readonly (readonly Dispatch[])[],
    /** Whether a turn finds the token of its own position, the first one known, and not the next. */
    private readonly late: boolean,
  ) {}

  /**
   * Allocates, compiles and loads the weights.
   *
   * @param length L of the strings to be copied, 1 or more.
   * @throws RangeError when the weights are not the construction's; LimitExceededError with the largest length that fits;
   * OutOfMemoryError and ShaderError as the device has them.
   */
  static async open(
    device: Device,
    construction: CopyingTransformer,
    length: number,
    mode: GpuCopyMode,
  ): Promise<GpuCopier> {
    const weights = deviceWeights(construction);
    const shape = copyShape(weights, length, mode);
    assertFits(shape, device.info.limits);
    const buffers = new Map<string, DeviceBuffer>();
    try {
      for (const { name, purpose, bytes } of buffersOf(shape).values()) {
        buffers.set(name, await device.createBuffer({ label: name, purpose, size: bytes }));
      }
      const prepare = (stages: readonly Stage[]) => prepareStages(device, stages, buffers);
      const chunk = chunkOf(shape);
      const whole = stagesOf(shape, chunk, -(length + 1), 'predictions');
      const read = await prepare(whole.read);
      const predict = mode === 'teacher-forced' ? await prepare(whole.predict) : [];
      const steps = mode === 'generate' ? stepsOf(shape) : null;
      let turns: readonly (readonly Dispatch[])[] = [];
      if (steps !== null) {
        turns = (await prepare([steps])).map((dispatch) => [dispatch]);
      } else if (mode === 'generate') {
        const single = stagesOf(shape, 1, 1, 'tokens');
        const advance = await compileOnce(device, { name: 'advance', wgsl: ADVANCE_WGSL });
        turns = [
          [
            ...(await prepare([...single.read, ...single.predict])),
            { program: advance, bindings: [buffers.get('range')!], workgroups: [1, 1, 1] },
          ],
        ];
      }
      for (const name of ['embedding', 'unembedding', 'windows', 'gates', 'stepWeights'] as const) {
        const buffer = buffers.get(name);
        if (buffer !== undefined) device.write(buffer, weights[name]);
      }
      return new GpuCopier(device, construction, length, mode, chunk, buffers, read, predict, turns, steps !== null);
    } catch (error) {
      for (const buffer of buffers.values()) buffer.destroy();
      throw error;
    }
  }

  /**
   * Runs on a string.
   *
   * @param letters (L) letters below D.
   * @returns (tokens) what came out; D stands for BOS, D + 1 for COPY.
   * @throws RangeError for a string of another length or other letters; GpuError when the device fails.
   */
  async run(letters: Letters, { tokens = this.length, onTokens }: GpuCopyOptions = {}): Promise<Uint32Array> {
    if (letters.length !== this.length) {
      throw new RangeError(`the string has ${letters.length} letters; this copier is for ${this.length}`);
    }
    if (!(Number.isInteger(tokens) && tokens >= 1 && tokens <= this.length + 1)) {
      throw new RangeError(`tokens is ${tokens}; a whole number from 1 to L + 1 is needed`);
    }
    const prompt = copyPrompt(letters, this.construction.vocabulary);
    this.device.write(this.buffer('tokens'), prompt);
    return this.mode === 'generate'
      ? this.generate(prompt.length, tokens, onTokens)
      : this.teacherForce(letters, prompt.length, tokens, onTokens);
  }

  /** Gives the device's memory back. */
  destroy(): void {
    for (const buffer of this.buffers.values()) buffer.destroy();
  }

  private async teacherForce(
    letters: Letters,
    prompt: number,
    tokens: number,
    onTokens: OnTokens | undefined,
  ): Promise<Uint32Array> {
    this.device.write(this.buffer('tokens'), Uint32Array.from(letters), 4 * prompt);
    this.readPrompt(prompt - 1);
    return this.inLooks(this.chunk, tokens, 'predictions', 0, onTokens, (done, count) => {
      for (let start = done; start < done + count; start += this.chunk) {
        const now = Math.min(this.chunk, done + count - start);
        this.submitRange(prompt - 1 + start, now, [...this.read, ...this.predict]);
      }
    });
  }

  private async generate(prompt: number, tokens: number, onTokens: OnTokens | undefined): Promise<Uint32Array> {
    this.readPrompt(prompt - 1);
    // The first turn reads COPY, the last token of the prompt.
    this.device.write(this.buffer(this.late ? 'state0' : 'range'), Uint32Array.of(prompt - 1, this.late ? 0 : 1));
    let taken = 0;
    return this.inLooks(LETTERS_AT_ONCE, tokens, 'tokens', prompt, onTokens, (done, count) => {
      for (const last = done + count + (this.late ? 1 : 0); taken < last; ) {
        const now = Math.min(LETTERS_AT_ONCE, last - taken);
        const first = taken;
        taken += now;
        this.device.submit(Array.from({ length: now }, (_, i) => this.turns[(first + i) % this.turns.length]!).flat());
      }
    });
  }

  /**
   * Submits the making of `tokens` tokens, some and then more at a time, and reads them back.
   *
   * @param make submits what makes the tokens done …; none of it is waited for but by reading.
   */
  private async inLooks(
    first: number,
    tokens: number,
    name: string,
    offset: number,
    onTokens: OnTokens | undefined,
    make: (done: number, count: number) => void,
  ): Promise<Uint32Array> {
    const output = new Uint32Array(tokens);
    const looks = new Looks(first);
    for (let done = 0; done < tokens; ) {
      const count = Math.min(looks.begin(), tokens - done);
      make(done, count);
      output.set(new Uint32Array(await this.device.read(this.buffer(name), 4 * (offset + done), 4 * count)), done);
      looks.end();
      done += count;
      onTokens?.(done, output);
    }
    return output;
  }

  /** Fills the caches with the first `count` positions, whose predictions nobody asks for. */
  private readPrompt(count: number): void {
    for (let start = 0; start < count; start += this.chunk) {
      this.submitRange(start, Math.min(this.chunk, count - start), this.read);
    }
  }

  private submitRange(start: number, count: number, dispatches: readonly Dispatch[]): void {
    this.device.write(this.buffer('range'), Uint32Array.of(start, count));
    if (dispatches.length > 0) this.device.submit(dispatches);
  }

  private buffer(name: string): DeviceBuffer {
    return this.buffers.get(name)!;
  }
}

/** What is run, for the memory estimate and the kernels. */
export function copyShape(weights: DeviceWeights, length: number, mode: GpuCopyMode): CopyShape {
  const { slots, width, tokens, scale, reach } = weights;
  if (!(Number.isInteger(length) && length >= 1)) {
    throw new RangeError(`length is ${length}; a whole number of 1 or more is needed`);
  }
  return { slots, width, tokens, scale, reach, length, generate: mode === 'generate' };
}

/**
 * Programs by their text, those used last at the end: copiers for strings of one length share them, whatever their weights.
 * The text has the length in it, so that without a bound each length would add some for as long as the device is open.
 */
const compiled = new WeakMap<Device, Map<string, CompiledProgram>>();
/** Some times what one copier needs. */
const MOST_PROGRAMS = 64;

async function compileOnce(device: Device, program: Program): Promise<CompiledProgram> {
  const known = compiled.get(device) ?? new Map<string, CompiledProgram>();
  compiled.set(device, known);
  const text = program.wgsl ?? program.name;
  const ready = known.get(text) ?? (await device.compile(program));
  known.delete(text);
  known.set(text, ready);
  if (known.size > MOST_PROGRAMS) known.delete(known.keys().next().value!);
  return ready;
}

async function prepareStages(
  device: Device,
  stages: readonly Stage[],
  buffers: ReadonlyMap<string, DeviceBuffer>,
): Promise<Dispatch[]> {
  const { limits, features } = device.info;
  const dispatches: Dispatch[] = [];
  for (const { definition, shape, names } of stages) {
    definition.assertShape(shape as never);
    for (const { program, tensors, workgroups } of definition.plan(shape as never, 'f32', { limits, features })) {
      dispatches.push({
        program: await compileOnce(device, program),
        bindings: tensors.map((name) => buffers.get(names[name] ?? name)!),
        workgroups,
      });
    }
  }
  return dispatches;
}

/**
 * Copies one string on a device: opens, runs and gives the memory back.
 *
 * @throws as {@link GpuCopier.open} and {@link GpuCopier.run}.
 */
export async function gpuCopy(
  device: Device,
  construction: CopyingTransformer,
  letters: Letters,
  { mode, ...options }: GpuCopyOptions & { readonly mode: GpuCopyMode },
): Promise<Uint32Array> {
  const copier = await GpuCopier.open(device, construction, letters.length, mode);
  try {
    return await copier.run(letters, options);
  } finally {
    copier.destroy();
  }
}
