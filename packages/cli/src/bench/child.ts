/** Child processes that end with this one: with all that they have started themselves. */
import { spawn } from 'node:child_process';
import { INTERRUPTED } from '../interruption.js';

/** Milliseconds for what is interrupted to end by itself: a run in software would first end the point that it is at. */
const GRACE = 2000;

/** What a process came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface ChildOptions {
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is given each part of standard error as it comes. */
  readonly onStderr?: (text: string) => void;
}

/**
 * Runs a command to its end.
 *
 * It gets a process group of its own, as compilers and package managers start processes that outlive them: an abort ends the
 * whole group, and Ctrl-C in a terminal reaches it through this process alone, once.
 *
 * @throws Error when it cannot be started.
 */
export function ended(
  command: string,
  args: readonly string[],
  { cwd, signal, env = {}, onStderr }: ChildOptions,
): Promise<Ended> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const group = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
    });
    const kill = (name: NodeJS.Signals) => {
      try {
        if (group && child.pid !== undefined) process.kill(-child.pid, name);
        else child.kill(name);
      } catch {
        // It has ended.
      }
    };
    const last = () => kill('SIGKILL');
    let patience: NodeJS.Timeout | undefined;
    const stop = () => {
      kill('SIGTERM');
      patience = setTimeout(last, GRACE);
    };
    // A second Ctrl-C ends this process at once; nothing may be left that goes on.
    signal?.addEventListener('abort', stop, { once: true });
    process.once('exit', last);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(text);
    });
    const done = () => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', stop);
      process.off('exit', last);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code) => {
      done();
      resolve({ code: code ?? INTERRUPTED, stdout, stderr });
    });
  });
}
