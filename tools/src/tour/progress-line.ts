/**
 * Progress on standard error: one line that is written over on a terminal; elsewhere a line now and then, so that a log
 * shows life and stays short.
 */
export interface ProgressLine {
  /** Says what is being done. */
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Milliseconds between two lines where they cannot be written over. */
const LOG_EVERY = 10_000;

/** The parts of standard error that a progress line needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A progress line on `stream`; `now` is a clock in milliseconds. */
export function progressLine(
  stream: ProgressStream = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  if (stream.isTTY)
    return {
      show: (text) => stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`),
      clear: () => stream.write('\r\u001b[K'),
    };
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (now() - last < LOG_EVERY) return;
      last = now();
      stream.write(`${text}\n`);
    },
    clear() {},
  };
}
