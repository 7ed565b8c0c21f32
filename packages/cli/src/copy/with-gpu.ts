/** The transformer on a GPU: opened for one copy, and given back. */
import type { GpuError } from '@verbatim/gpu';
import { copyingTransformer } from '@verbatim/transformer';
import type { Context } from '../context.js';
import { interruptible } from '../interruption.js';
import { UsageError } from '../usage-error.js';
import { ARITHMETICS } from './arithmetic.js';
import { INTERRUPTED_COPY } from './outcome.js';
import type { TransformerOutcome, TransformerRequest } from './with-transformer.js';

/** What became of a copy on a GPU. After a fault `output` has the letters that had come back, fewer than L or none. */
export interface GpuOutcome extends TransformerOutcome {
  /** What it ran on, in the driver's words; a software GPU says so. Null when the fault came before it was known. */
  readonly device: string | null;
  /** What ended the copy early; null when it came to its end. */
  readonly fault: string | null;
}

/** What this machine or this string cannot have; all other errors of a device are faults on the way. */
const NOT_ACCEPTED: ReadonlySet<GpuError['code']> = new Set(['no-adapter', 'limit-exceeded', 'feature-missing']);

/**
 * Copies x on the GPU that is there, or on the software GPU where there is none. A fault of the device, SIGINT and SIGTERM end
 * it early, with the letters that have come back by then.
 *
 * @param letters - (L) letters below D, at least one.
 * @param onLetter - called with the number of letters that have come back, some at a time.
 * @throws UsageError when there is no GPU or the string does not fit.
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
  const size = { alphabetSize, ngram, maxLength: letters.length, stop };
  let started = performance.now();
  const construction = copyingTransformer(size);
  let description: string | null = null;
  let read: Uint32Array = new Uint32Array(0);

  const run = async (signal: AbortSignal): Promise<Uint32Array> => {
    const opening = performance.now();
    const device = await openDevice();
    // What is timed is building and running the model.
    started += performance.now() - opening;
    // What waits for the device then is rejected at once.
    const end = () => void device.destroy().catch(() => {});
    signal.addEventListener('abort', end);
    try {
      description = device.info.description;
      signal.throwIfAborted();
      return await gpuCopy(device, construction, letters, {
        mode,
        // One more shows whether the model stops there.
        tokens: letters.length + (stop ? 1 : 0),
        onTokens: (done, tokens) => {
          read = tokens.subarray(0, Math.min(done, letters.length));
          signal.throwIfAborted();
          onLetter(done);
        },
      });
    } finally {
      signal.removeEventListener('abort', end);
      await device.destroy();
    }
  };
  const outcome = (output: Uint32Array, stopped: boolean | null, fault: string | null): GpuOutcome => ({
    output,
    dimensions: construction.dimensions,
    certified: gpuCertificate(size).certified,
    stopped,
    seconds: (performance.now() - started) / 1000,
    device: description,
    fault,
  });

  return interruptible(async (signal) => {
    try {
      const tokens = await run(signal);
      const stopped = stop ? tokens.indexOf(construction.vocabulary.copy) === letters.length : null;
      return outcome(tokens.subarray(0, letters.length), stopped, null);
    } catch (error) {
      if (!(error instanceof GpuError || error === signal.reason)) throw error;
      if (signal.aborted) return outcome(read, null, INTERRUPTED_COPY);
      const { code, message } = error as GpuError;
      if (!NOT_ACCEPTED.has(code)) return outcome(read, null, message);
      const others = ARITHMETICS.filter((name) => name !== 'gpu').join(', ');
      throw new UsageError(`--arithmetic gpu: ${message}; accepted without a GPU are ${others}`);
    }
  });
}
