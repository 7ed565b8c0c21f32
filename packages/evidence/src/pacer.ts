import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from './interrupted.js';
import type { MethodContext } from './method.js';

/** How long a loop may keep the event loop to itself: short enough that Ctrl-C feels immediate. */
const SLICE_MS = 50;
/** Reading the clock costs as much as a cheap case, so loops of cheap cases read it once in this many. */
const MAX_STRIDE = 256;
/** The longest time wanted between two readings of the clock. */
const STRIDE_MS = 5;

/**
 * Lets a long loop of synchronous cases be watched and interrupted. The loop asks {@link Pacer.due} after each case and
 * awaits {@link Pacer.pause} when told to, which is the only time that it leaves the synchronous path:
 *
 * ```ts
 * for (const c of cases) {
 *   check(c);
 *   if (pacer.due()) await pacer.pause(done, total);
 * }
 * ```
 */
export class Pacer {
  readonly #context: Pick<MethodContext, 'progress' | 'signal'>;
  #stride = 1;
  #sinceReading = 0;
  #lastReading = performance.now();
  #sliceStart = this.#lastReading;

  constructor(context: Pick<MethodContext, 'progress' | 'signal'>) {
    this.#context = context;
  }

  /** Counts one case; true when it is time to pause. */
  due(): boolean {
    this.#sinceReading += 1;
    if (this.#sinceReading < this.#stride) {
      return false;
    }
    const now = performance.now();
    const elapsed = now - this.#lastReading;
    this.#sinceReading = 0;
    this.#lastReading = now;
    this.#stride = elapsed < STRIDE_MS ? Math.min(2 * this.#stride, MAX_STRIDE) : 1;
    return now - this.#sliceStart >= SLICE_MS;
  }

  /**
   * Reports progress, then lets the event loop turn once, so that signal handlers and timers run.
   *
   * @throws InterruptedError when the signal is aborted.
   */
  async pause(done: number, total: number | null): Promise<void> {
    this.#context.progress(done, total);
    await setImmediate();
    if (this.#context.signal.aborted) {
      throw new InterruptedError();
    }
    this.#lastReading = performance.now();
    this.#sliceStart = this.#lastReading;
  }
}
