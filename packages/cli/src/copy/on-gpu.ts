/** A model on a GPU: the device is opened for one copy, and given back. */
import type { Device, GpuError } from '@verbatim/gpu';
import type { Context } from '../context.js';
import { interruptible } from '../interruption.js';
import { UsageError } from '../usage-error.js';
import { INTERRUPTED_COPY } from './outcome.js';

/** What became of a run on a GPU. */
export interface GpuRun<T> {
  /** Null when a fault ended it early. */
  readonly value: T | null;
  /** The tokens that had come back, fewer than L or none after a fault. */
  readonly read: Uint32Array;
  /** What it ran on, in the driver's words; a software GPU says so. Null when the fault came before it was known. */
  readonly device: string | null;
  /** What ended the copy early; null when it came to its end. */
  readonly fault: string | null;
  /** Without the opening of the device. */
  readonly seconds: number;
}

/** Told how many tokens have come back, and the array that holds them. */
export type OnRead = (done: number, tokens: Uint32Array) => void;

/** What this machine or this string cannot have; all other errors of a device are faults on the way. */
const NOT_ACCEPTED: ReadonlySet<GpuError['code']> = new Set(['no-adapter', 'limit-exceeded', 'feature-missing']);

/**
 * Runs a model on the GPU that is there, or on the software GPU where there is none. A fault of the device, SIGINT and SIGTERM end
 * it early, with the letters that have come back by then.
 *
 * @param without - what is accepted without a GPU, as the end of a sentence.
 * @param length - L.
 * @param onLetter - called with the number of letters that have come back, some at a time.
 * @throws UsageError when there is no GPU or the string does not fit.
 */
export async function runOnGpu<T>(
  { openDevice }: Pick<Context, 'openDevice'>,
  without: string,
  length: number,
  onLetter: (done: number) => void,
  work: (device: Device, onRead: OnRead) => Promise<T>,
): Promise<GpuRun<T>> {
  // Loaded on demand: the other arithmetics start faster without a GPU.
  const { GpuError } = await import('@verbatim/gpu');
  let started = performance.now();
  let description: string | null = null;
  let read: Uint32Array = new Uint32Array(0);

  const run = async (signal: AbortSignal): Promise<T> => {
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
      return await work(device, (done, tokens) => {
        read = tokens.subarray(0, Math.min(done, length));
        signal.throwIfAborted();
        onLetter(done);
      });
    } finally {
      signal.removeEventListener('abort', end);
      await device.destroy();
    }
  };
  const outcome = (value: T | null, fault: string | null): GpuRun<T> => ({
    value,
    read,
    device: description,
    fault,
    seconds: (performance.now() - started) / 1000,
  });

  return interruptible(async (signal) => {
    try {
      return outcome(await run(signal), null);
    } catch (error) {
      if (!(error instanceof GpuError || error === signal.reason)) throw error;
      if (signal.aborted) return outcome(null, INTERRUPTED_COPY);
      const { code, message } = error as GpuError;
      if (!NOT_ACCEPTED.has(code)) return outcome(null, message);
      throw new UsageError(`--arithmetic gpu: ${message}; accepted without a GPU ${without}`);
    }
  });
}
