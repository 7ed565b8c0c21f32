/**
 * Watches the card while it works, where NVIDIA's driver tells: samples that were taken while the driver held the clock down for heat
 * or a failing supply say nothing of the kernel. A clock that is merely low does not count: a chain of small dispatches leaves most of
 * the card idle, and the driver lowers its clock for as long as it runs, so that this is what the kernel gets.
 */
import type { Nvml } from '@verbatim/gpu';

/** NVML's reasons that are about heat and power: software and hardware slowdown by heat, slowdown and brake by hardware. */
const HELD_DOWN = 0x8 | 0x20 | 0x40 | 0x80;
/** An idle H100 kept its clock for about three seconds. */
const STAYS_UP_MILLISECONDS = 1500;
/** Milliseconds between two readings. */
const EVERY = 25;

/** Looks at the card while something runs on it. */
export interface ClockWatch {
  /** Runs work, and reads the clock during it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Whether the clock was held down during the last work. */
  readonly throttled: boolean;
  /** Whether the card has had nothing to do for so long that its clock may have fallen. */
  readonly cooledDown: boolean;
}

/** A watch on the first NVIDIA card; one that sees nothing where there is no reader. */
export function clockWatch(nvml: Pick<Nvml, 'read'> | null): ClockWatch {
  let held = false;
  let lastWork = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    if (nvml === null) return;
    try {
      held ||= ((nvml.read().throttleReasons ?? 0) & HELD_DOWN) !== 0;
    } catch {
      // A driver that does not answer for once is no reason to drop what was measured.
    }
  };
  return {
    async during(work) {
      held = false;
      const timer = setInterval(look, EVERY);
      timer.unref();
      try {
        const result = await work();
        look();
        return result;
      } finally {
        clearInterval(timer);
        lastWork = performance.now();
      }
    },
    get throttled() {
      return held;
    },
    get cooledDown() {
      return performance.now() - lastWork > STAYS_UP_MILLISECONDS;
    },
  };
}
