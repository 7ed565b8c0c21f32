import { describe, expect, it } from 'vitest';
import type { Dispatch } from './device.js';
import { TimeUnknownError } from './errors.js';
import { LEAST_STEPS, MOST_REPEATS, median, type PassClock, sampleTimes, stepOf } from './sampling.js';

/** A run that takes so many nanoseconds on the clock below. */
const run = (nanoseconds: number): Dispatch[] => [{ nanoseconds } as unknown as Dispatch];
const taken = (pass: readonly Dispatch[]) =>
  pass.reduce((sum, dispatch) => sum + (dispatch as unknown as { nanoseconds: number }).nanoseconds, 0);

/** A clock that shows multiples of its step; remembers how many runs each pass had. */
function fakeClock(stepNanoseconds: number, emptyPassNanoseconds = 0) {
  const runs: number[] = [];
  const clock: PassClock = {
    clock: 'device',
    mostPasses: 4,
    timer: { stepNanoseconds, emptyPassNanoseconds },
    rampMilliseconds: 0,
    timePasses: async (passes) =>
      passes.map((pass) => {
        runs.push(pass.length);
        const elapsed = emptyPassNanoseconds + taken(pass);
        return stepNanoseconds * Math.floor(elapsed / stepNanoseconds);
      }),
  };
  return { clock, runs };
}

describe('the step of a clock', () => {
  it('is the greatest common divisor of differences when the clock never stood still', () => {
    expect(stepOf([0n, 96n, 160n, 320n])).toBe(32);
    expect(stepOf([5n, 6n, 9n])).toBe(1);
  });

  it('is the smallest difference when it did', () => {
    expect(stepOf([0n, 1000n, 1000n, 3001n])).toBe(1000);
  });

  it('is unknown when the clock never moves', () => {
    expect(() => stepOf([7n, 7n, 7n])).toThrow(TimeUnknownError);
  });
});

describe('sampling', () => {
  it('takes a long run once a sample', async () => {
    const { clock } = fakeClock(10);
    expect(await sampleTimes([run(5000)], { samples: 6, warmup: 2 }, clock)).toEqual({
      nanoseconds: Array(6).fill(5000),
      repeats: 1,
      clock: 'device',
      timer: { stepNanoseconds: 10, emptyPassNanoseconds: 0 },
    });
  });

  it('keeps the device busy first, so that a clock that idled is back up for every sample', async () => {
    const { clock } = fakeClock(10);
    // Runs at half speed until it has worked for 30 ms, 1 ms a pass.
    let worked = 0;
    const idled: PassClock = {
      ...clock,
      rampMilliseconds: 90,
      timePasses: async (passes) => {
        await new Promise((resolve) => setTimeout(resolve, passes.length));
        worked += passes.length;
        return passes.map((pass) => (worked > 30 ? 1 : 2) * taken(pass));
      },
    };
    const { nanoseconds } = await sampleTimes([run(5000)], { samples: 6 }, { ...idled, rampMilliseconds: 0 });
    expect(nanoseconds).toContain(10_000);
    worked = 0;
    expect((await sampleTimes([run(5000)], { samples: 6 }, idled)).nanoseconds).toEqual(Array(6).fill(5000));
    // Right after other runs the card is up already, and who asks can leave it out.
    worked = 0;
    expect((await sampleTimes([run(5000)], { samples: 6, ramp: false }, idled)).nanoseconds).toContain(10_000);
  });

  it('repeats a run that is shorter than 20 steps until a sample lasts them', async () => {
    const { clock, runs } = fakeClock(65_536);
    const { repeats, nanoseconds } = await sampleTimes([run(1000)], { samples: 5 }, clock);
    expect(repeats * 1000).toBeGreaterThanOrEqual(LEAST_STEPS * 65_536);
    expect(runs.slice(-5)).toEqual(Array(5).fill(repeats));
    // The step is a twentieth at most, so each sample is right to 5 %.
    for (const each of nanoseconds) {
      expect(Math.abs(each - 1000)).toBeLessThanOrEqual(50);
    }
  });

  it('repeats a run that is short beside an empty pass', async () => {
    const { clock } = fakeClock(1, 9000);
    const { repeats, nanoseconds } = await sampleTimes([run(4000)], {}, clock);
    expect(repeats).toBeGreaterThan(1);
    expect(nanoseconds.length).toBe(20);
    expect(median(nanoseconds)).toBeLessThan(1.06 * 4000);
  });

  it('refuses a run that stays too short, and one that takes no time at all', async () => {
    const { clock, runs } = fakeClock(65_536);
    await expect(sampleTimes([run(100)], {}, clock)).rejects.toThrow(
      "too short for this device's timer: 4096 runs do not take 20 steps of 65536 ns and 20 empty passes of 0 ns; time a longer run",
    );
    expect(Math.max(...runs)).toBe(MOST_REPEATS);
    await expect(sampleTimes([run(0)], {}, clock)).rejects.toThrow(TimeUnknownError);
  });

  it('goes through the variants in turn, within a sample too', async () => {
    const { clock } = fakeClock(100);
    const { repeats, nanoseconds } = await sampleTimes([run(1), run(3)], { samples: 4, warmup: 0 }, clock);
    expect(repeats).toBeGreaterThan(999);
    expect(nanoseconds.every((each) => Math.abs(each - 2) < 0.2)).toBe(true);
  });

  it('refuses to time nothing', async () => {
    const { clock } = fakeClock(1);
    await expect(sampleTimes([], {}, clock)).rejects.toThrow(RangeError);
    await expect(sampleTimes([run(1)], { samples: 0 }, clock)).rejects.toThrow(RangeError);
  });
});

it('the median is the middle, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
