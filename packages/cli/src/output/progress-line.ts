/**
 * Progress on standard error: a bar that is written over on a terminal; elsewhere a line now and then, so that a log shows
 * life and stays short.
 */
import { SingleBar } from 'cli-progress';
import type { Output } from '../context.js';

/** Says how far a long piece of work is. */
export interface ProgressLine {
  /**
   * Says what is being done.
   *
   * @param share - how much of all is done, 0 … 1.
   */
  show(text: string, share: number): void;
  /** Takes the bar away. */
  clear(): void;
}

/** Milliseconds until the first line where lines cannot be written over: what is done sooner needs none. */
const FIRST_AFTER = 5000;
/** Milliseconds between two of them. */
const LOG_EVERY = 10_000;
const BAR_SIZE = 24;
/** What stands beside the text: the bar in its brackets, the percentage, and spaces. */
const BESIDE = BAR_SIZE + 10;

/** Progress on `stream`; `now` is a clock in milliseconds. */
export function progressLine(
  stream: Output = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  return stream.isTTY === true ? bar(stream) : lines(stream, now);
}

function bar(stream: Output): ProgressLine {
  let shown: SingleBar | undefined;
  return {
    show(text, share) {
      const payload = { text: text.slice(0, Math.max(0, (stream.columns || 80) - BESIDE)) };
      if (shown === undefined) {
        shown = new SingleBar({
          stream: stream as NodeJS.WriteStream,
          format: '[{bar}] {percentage}% {text}',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: BAR_SIZE,
          clearOnComplete: true,
        });
        shown.start(1, share, payload);
      } else {
        shown.update(share, payload);
      }
    },
    clear() {
      shown?.stop();
      shown = undefined;
    },
  };
}

function lines(stream: Output, now: () => number): ProgressLine {
  let next = now() + FIRST_AFTER;
  return {
    show(text, share) {
      if (now() < next) return;
      next = now() + LOG_EVERY;
      stream.write(`${Math.floor(100 * share)} % ${text}\n`);
    },
    clear() {},
  };
}
