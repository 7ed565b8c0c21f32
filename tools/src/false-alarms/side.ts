/** A run: a process of its own, since what differs between two processes is what a gate has to live with. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AdapterChoice, DeviceInfo } from '@verbatim/gpu';

/** What a side is asked. */
export interface Question {
  /** The name of an instance. */
  readonly kernel: string;
  /** Whether its slower shape is meant. */
  readonly slower: boolean;
  readonly samples: number;
}

/** What it says: first what its device is, and then one answer a question. */
export type Answer = { readonly device: DeviceInfo } | { readonly nanoseconds: number[] } | { readonly error: string };

/** A process that times kernels. */
export interface Side {
  readonly device: DeviceInfo;
  time(question: Question): Promise<number[]>;
  end(): void;
}

/**
 * Starts a side.
 *
 * @throws Error when the process ends, or finds no device.
 */
export async function startSide(adapter: AdapterChoice): Promise<Side> {
  const child = fork(new URL('./worker.js', import.meta.url), [adapter], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const first = await answerOf(child);
  if (!('device' in first)) throw new Error('a side did not say what its device is');
  return {
    device: first.device,
    async time(question) {
      const next = answerOf(child);
      child.send(question);
      const said = await next;
      if ('nanoseconds' in said) return said.nanoseconds;
      throw new Error(`${question.kernel}: ${'error' in said ? said.error : 'no times'}`);
    },
    end: () => child.disconnect(),
  };
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    const [said] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`a side ended with code ${code}`);
      }),
    ]);
    return said as Answer;
  } finally {
    listening.abort();
  }
}
