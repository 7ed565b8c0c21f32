/** What a CUDA device has met with, kept until somebody waits. */
import { type CudaDriver, cudaErrorText } from './cuda-driver.js';
import { DeviceRejectedError, type GpuError, OutOfMemoryError } from './errors.js';
import { KeptRefusal } from './kept-refusal.js';

const OUT_OF_MEMORY = 2;
/** What is asked of has not been reached yet. */
export const NOT_READY = 600;
/**
 * After these no call succeeds any more: the context is gone (4, 201, 709), an uncorrectable fault of the memory or the links
 * (214, 220, 226), a kernel that read or wrote where nothing is or did what the card cannot (700, 714 to 719), one that ran for
 * too long or failed an assertion (702, 710), and what the driver does not know (999).
 */
const LOST: readonly number[] = [4, 201, 214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999];
/** CUDA's own rule: a broken context is never mended within its process, and every other of the process is as broken. */
const NEW_PROCESS = 'start a new process to go on, since this one cannot use the card any more';
/** How long a wait looks again at once, before it looks every millisecond. */
const EAGER_MILLISECONDS = 100;

/** Makes errors of statuses. */
export class CudaFaults extends KeptRefusal {
  constructor(
    private readonly driver: CudaDriver,
    private readonly liveBytes: () => number,
  ) {
    super();
  }

  /** Throws what a status says of a call. */
  assertDone(status: number, what: string): void {
    if (status !== 0) {
      throw this.#errorOf(status, what);
    }
  }

  /** Keeps what a status says of a call, until somebody waits. */
  note(status: number, what: string): void {
    if (status !== 0) {
      this.refuse(this.#errorOf(status, what));
    }
  }

  /** Resolves when all that a stream was given is done; throws what was met with on the way. */
  async waitFor(stream: bigint): Promise<void> {
    const started = performance.now();
    for (;;) {
      this.assertThere();
      const status = this.driver.cuStreamQuery(stream);
      if (status !== NOT_READY) {
        this.note(status, 'submitted work');
        this.check();
        return;
      }
      const eager = performance.now() - started < EAGER_MILLISECONDS;
      await new Promise<void>((resolve) => (eager ? setImmediate(resolve) : setTimeout(resolve, 1)));
    }
  }

  #errorOf(status: number, what: string): GpuError {
    const text = cudaErrorText(this.driver, status);
    if (LOST.includes(status)) {
      return this.lose(text, NEW_PROCESS);
    }
    return status === OUT_OF_MEMORY
      ? new OutOfMemoryError(what, null, this.liveBytes())
      : new DeviceRejectedError(`${what}: ${text}`);
  }
}
