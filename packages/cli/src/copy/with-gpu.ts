/** The transformer on a GPU. */
import { copyingTransformer } from '@verbatim/transformer';
import type { Context } from '../context.js';
import { ARITHMETICS } from './arithmetic.js';
import { type GpuRun, runOnGpu } from './on-gpu.js';
import type { TransformerOutcome, TransformerRequest } from './with-transformer.js';

/** What became of a copy on a GPU. After a fault `output` has the letters that had come back, fewer than L or none. */
export interface GpuOutcome extends TransformerOutcome, Pick<GpuRun<unknown>, 'device' | 'fault'> {}

/**
 * Copies x on a GPU.
 *
 * @param letters - (L) letters below D, at least one.
 * @param onLetter - called with the number of letters that have come back, some at a time.
 * @throws UsageError when there is no GPU or the string does not fit.
 */
export async function copyOnGpu(
  context: Pick<Context, 'openDevice'>,
  letters: Uint32Array,
  { alphabetSize, ngram, mode, stop }: TransformerRequest,
  onLetter: (done: number) => void,
): Promise<GpuOutcome> {
  // Loaded on demand: the other arithmetics start faster without a GPU.
  const { gpuCertificate, gpuCopy } = await import('@verbatim/transformer/gpu');
  const size = { alphabetSize, ngram, maxLength: letters.length, stop };
  const started = performance.now();
  const construction = copyingTransformer(size);
  const building = (performance.now() - started) / 1000;
  const without = `are ${ARITHMETICS.filter((name) => name !== 'gpu').join(', ')}`;
  const { value, read, seconds, device, fault } = await runOnGpu(
    context,
    without,
    letters.length,
    onLetter,
    (opened, onTokens) =>
      gpuCopy(opened, construction, letters, {
        mode,
        // One more shows whether the model stops there.
        tokens: letters.length + (stop ? 1 : 0),
        onTokens,
      }),
  );
  return {
    output: value?.subarray(0, letters.length) ?? read,
    dimensions: construction.dimensions,
    certified: gpuCertificate(size).certified,
    stopped: stop && value ? value.indexOf(construction.vocabulary.copy) === letters.length : null,
    seconds: building + seconds,
    device,
    fault,
  };
}
