/** Programs of a gpu.js device. gpu.js translates a kernel when it first runs, and fixes the sizes of its inputs then. */
import type { CompiledProgram, PerOutput, Program } from './device.js';
import { ShaderError } from './errors.js';
import type { GpuJs, GpuJsKernel } from './gpujs-library.js';
import { oneLine } from './native-library.js';

const MOST_LOOP_ITERATIONS = 2 ** 24;

/** A program that gpu.js accepted. */
export class GpuJsProgram implements CompiledProgram {
  #kernel: GpuJsKernel;

  constructor(
    private readonly gpu: GpuJs,
    readonly program: Program,
    private readonly perOutput: PerOutput,
    /** The device that compiled it. */
    readonly owner: object,
  ) {
    this.#kernel = untranslated(gpu, perOutput);
  }

  /** The inputs, and the output. */
  get bindingCount(): number {
    return this.perOutput.kernel.length + 1;
  }

  /** The mode that ran last: gpu.js changes it when it falls back. */
  get ranMode(): string {
    return this.#kernel.kernel.constructor.mode;
  }

  /** Computes the outputs; afterwards it can run again, whether this run failed or not. */
  async run(inputs: readonly Float32Array[]): Promise<Float32Array> {
    try {
      return await this.#kernel(...inputs);
    } catch (error) {
      // gpu.js leaves a kernel half-built that failed in its first run, and it would never run again.
      this.#kernel.destroy();
      this.#kernel = untranslated(this.gpu, this.perOutput);
      throw error;
    }
  }

  destroy(): void {
    this.#kernel.destroy();
  }
}

/**
 * Translates a kernel as its first run would, on a kernel that is thrown away.
 *
 * @throws ShaderError when gpu.js cannot translate it.
 */
export async function tryOut(gpu: GpuJs, name: string, perOutput: PerOutput): Promise<void> {
  let trial: GpuJsKernel | undefined;
  try {
    trial = untranslated(gpu, { ...perOutput, outputs: 1 });
    await trial.build(...Array.from({ length: perOutput.kernel.length }, () => new Float32Array(1)));
  } catch (error) {
    throw new ShaderError(name, 0, 0, `gpu.js cannot translate it: ${oneLine(error)}`, '');
  } finally {
    trial?.destroy();
  }
}

function untranslated(gpu: GpuJs, { kernel, outputs, constants }: PerOutput): GpuJsKernel {
  return gpu
    .createKernel(kernel)
    .setOutput([outputs])
    .setConstants(constants)
    .setPrecision('single')
    .setLoopMaxIterations(MOST_LOOP_ITERATIONS);
}
