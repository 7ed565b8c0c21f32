import { describe, expect, test, vi } from 'vitest';
import { clockWatch } from './clock-watch.js';

/** A card whose readings come from a list; the last one stays. */
function card(...readings: readonly (readonly [mhz: number, reasons: number])[]) {
  let next = 0;
  const read = () => {
    const [smClockMhz, throttleReasons] = readings[Math.min(next++, readings.length - 1)]!;
    return { name: 'card', usedBytes: 0, totalBytes: 1, smClockMhz, throttleReasons };
  };
  return clockWatch({ read });
}

const WORK = async () => 'done';

describe('the watch on a card', () => {
  test('sees a clock that is held down for heat, and not one that is at its best', async () => {
    const watch = card([1980, 0], [1980, 0x40]);
    expect(await watch.during(WORK)).toBe('done');
    expect(watch.throttled).toBe(false);
    await watch.during(WORK);
    expect(watch.throttled).toBe(true);
  });

  test('takes a clock that is merely low for what the kernel gets', async () => {
    const watch = card([1980, 0], [600, 0], [600, 0]);
    await watch.during(WORK);
    await watch.during(WORK);
    expect(watch.throttled).toBe(false);
  });

  test('forgets one work for the next', async () => {
    const watch = card([1980, 0x40], [1980, 0]);
    await watch.during(WORK);
    expect(watch.throttled).toBe(true);
    await watch.during(WORK);
    expect(watch.throttled).toBe(false);
  });

  test('reads the clock while the work goes on', async () => {
    const watch = card([1980, 0], [900, 0x8], [1980, 0]);
    await watch.during(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(watch.throttled).toBe(true);
  });

  test('knows when the card has had nothing to do for a while', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const watch = card([1980, 0]);
    expect(watch.cooledDown).toBe(true);
    await watch.during(WORK);
    vi.advanceTimersByTime(1400);
    expect(watch.cooledDown).toBe(false);
    vi.advanceTimersByTime(200);
    expect(watch.cooledDown).toBe(true);
    vi.useRealTimers();
  });

  test('takes power that is shared out, and idling, for no fault', async () => {
    const watch = card([1980, 0x1 | 0x4]);
    await watch.during(WORK);
    expect(watch.throttled).toBe(false);
  });

  test('sees nothing without a driver, or with one that does not answer', async () => {
    const failing = clockWatch({
      read: () => {
        throw new Error('NVML cannot read the card');
      },
    });
    for (const watch of [clockWatch(null), failing]) {
      await watch.during(WORK);
      expect(watch.throttled).toBe(false);
    }
  });
});
