/** The transformer on a GPU: opened for one copy, and given back. */
import { copyingTransformer } from '@verbatim/transformer';
import type { Context } from '../context.js';
import { grouped } from '../output/big-numbers.js';
import { UsageError } from '../usage-error.js';
import { ARITHMETICS } from './arithmetic.js';
import type { TransformerOutcome, TransformerRequest } from './with-transformer.js';

/** What became of a copy on a GPU. */
export interface GpuOutcome extends TransformerOutcome {
  /** What it ran on, in the driver's words; a software GPU says so. */
  readonly device: string;
}

/**
 * Copies x on the GPU that is there, or on the software GPU where there is none.
 *
 * @param letters - (L) letters below D, at least one.
 * @param onLetter - called with the number of letters that have come back, some at a time.
 * @throws UsageError when there is no GPU, the string does not fit, or the device fails.
 */
export async function copyOnGpu(
  { openDevice }: Pick<Context, 'openDevice'>,
  letters: Uint32Array,
  { alphabetSize, ngram, mode, stop }: TransformerRequest,
  onLetter: (done: number) => void,
): Promise<GpuOutcome> {
  // Loaded on demand: the other arithmetics start faster without a GPU.
  const { GpuError } = await import('@verbatim/gpu');
  const { gpuCertificate, gpuCopy } = await import('@verbatim/transformer/gpu');
  let done = 0;
  try {
    const device = await openDevice();
    try {
      const started = performance.now();
      const size = { alphabetSize, ngram, maxLength: letters.length, stop };
      const construction = copyingTransformer(size);
      const tokens = await gpuCopy(device, construction, letters, {
        mode,
        // One more shows whether the model stops there.
        tokens: letters.length + (stop ? 1 : 0),
        onTokens: (count) => {
          done = count;
          onLetter(count);
        },
      });
      return {
        output: tokens.subarray(0, letters.length),
        dimensions: construction.dimensions,
        certified: gpuCertificate(size).certified,
        stopped: stop ? tokens.indexOf(construction.vocabulary.copy) === letters.length : null,
        seconds: (performance.now() - started) / 1000,
        device: device.info.description,
      };
    } finally {
      await device.destroy();
    }
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    const before = done === 0 ? '' : ` (after ${grouped(done)} letters)`;
    const others = ARITHMETICS.filter((name) => name !== 'gpu').join(', ');
    throw new UsageError(`--arithmetic gpu: ${error.message}${before}; accepted without a GPU are ${others}`);
  }
}
