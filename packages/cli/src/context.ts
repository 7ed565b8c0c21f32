/** What a command works with: where it prints, and the claims it knows. Tests give their own. */
import type { Claim } from '@verbatim/evidence';
import type { Device } from '@verbatim/gpu';
import { UsageError } from './usage-error.js';

/** The parts of a writable stream that are used. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done?: (error?: Error | null) => void): unknown;
}

/** Everything around a command. */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: { readonly [name: string]: string | undefined };
  /** The claims of `verify`, in the order in which they are listed. */
  claims(): Promise<readonly Claim[]>;
  /** Opens the accelerator; what is opened is destroyed by who asked for it. */
  openDevice(): Promise<Device>;
}

/** The context of the process itself. */
export function processContext(): Context {
  // `verbatim … | head` closes the pipe early. Without a listener that would end in a stack trace; `print` deals with it.
  for (const stream of [process.stdout, process.stderr])
    if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    // Loaded on demand: the other commands start faster without the proofs.
    claims: async () => (await import('@verbatim/proofs')).claims,
    openDevice: async () => (await import('@verbatim/gpu')).openDawn(),
  };
}

/**
 * Prints on standard output. A reader that has gone away is no error.
 *
 * @throws UsageError when the text cannot be written, to a full disk for instance.
 */
export function print({ stdout }: Pick<Context, 'stdout'>, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
      if (!error || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') resolve();
      else reject(new UsageError(`standard output cannot be written: ${error.message}`));
    });
  });
}
