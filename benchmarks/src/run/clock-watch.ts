/**
 * Watches the card's clock while it works, where NVIDIA's driver tells it: samples that were taken while the driver held the
 * clock down for heat or power, or while it ran far below its best, say nothing of the kernel.
 */
import type { Nvml } from '@verbatim/gpu';

/** NVML's reasons that are about heat and power: software and hardware slowdown by heat, slowdown and brake by hardware. */
const HELD_DOWN = 0x8 | 0x20 | 0x40 | 0x80;
/** A clock below this share of the highest one seen is not what the card holds under load, not even at its limit of power. */
const LEAST_SHARE = 0.65;
/** Milliseconds between two readings. */
const EVERY = 25;

/** Looks at the card while something runs on it. */
export interface ClockWatch {
  /** Runs work, and reads the clock during it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Whether the clock was held down during the last work. */
  readonly throttled: boolean;
  /** The lowest clock of the last work, in MHz; null without a reading. */
  readonly lowestMhz: number | null;
}

/** A watch on the first NVIDIA card; one that sees nothing where there is no reader. */
export function clockWatch(nvml: Pick<Nvml, 'read'> | null): ClockWatch {
  let highest = 0;
  let lowest: number | null = null;
  let held = false;
  const look = (): void => {
    if (nvml === null) return;
    try {
      const { smClockMhz, throttleReasons } = nvml.read();
      highest = Math.max(highest, smClockMhz);
      lowest = Math.min(lowest ?? smClockMhz, smClockMhz);
      held ||= ((throttleReasons ?? 0) & HELD_DOWN) !== 0;
    } catch {
      // A driver that does not answer for once is no reason to drop what was measured.
    }
  };
  return {
    async during(work) {
      lowest = null;
      held = false;
      const timer = setInterval(look, EVERY);
      timer.unref();
      try {
        const result = await work();
        look();
        return result;
      } finally {
        clearInterval(timer);
      }
    },
    get throttled() {
      return held || (lowest !== null && lowest < LEAST_SHARE * highest);
    },
    get lowestMhz() {
      return lowest;
    },
  };
}
