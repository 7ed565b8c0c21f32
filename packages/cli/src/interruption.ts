/** The exit code of a run that was interrupted, as shells have it for Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * One Ctrl-C can arrive twice: from the terminal, and handed on by npx; `timeout` sends its signal to the command and to its group. A
 * second one within so many milliseconds is the same.
 */
const SAME_MILLISECONDS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that can be interrupted: the first SIGINT, SIGTERM or SIGHUP aborts the signal that the work is given, a later one ends the process
 * at once, with what is on the disk by then.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > SAME_MILLISECONDS) process.exit(INTERRUPTED);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
