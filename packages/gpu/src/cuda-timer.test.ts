import { describe, expect, it, onTestFinished } from 'vitest';
import { openCuda } from './cuda.js';
import type { Dispatch } from './device.js';
import { TimeUnknownError } from './errors.js';
import { FakeCuda, type FakeOptions } from './fake-cuda.testing.js';

/** What the fake card needs for an event: an empty pass has one. */
const EVENT = 256;

/** A device, and a dispatch of a kernel that takes so many nanoseconds. */
async function timed(nanoseconds: number, options: FakeOptions = {}) {
  const fake = new FakeCuda({ durations: { work: nanoseconds }, ...options });
  const device = await openCuda(fake.host);
  onTestFinished(() => device.destroy());
  const program = await device.compile({
    name: 'work',
    cuda: { source: 'void work(float *x)', entry: 'work', threads: [32, 1, 1] },
  });
  const buffer = await device.createBuffer({ label: 'x', purpose: 'state', size: 4 });
  const dispatch: Dispatch = { program, bindings: [buffer], workgroups: [1, 1, 1] };
  const time = (runs: number, samples = 5) =>
    device.time([Array.from({ length: runs }, () => dispatch)], { samples, ramp: false });
  return { fake, device, dispatch, time };
}

/** A sample of `runs` launches is so long by the fake's clock: the first event is reached before, the second after them. */
const passOf = (nanoseconds: number, runs: number) => runs * nanoseconds + EVENT;
const rounded = (times: readonly number[]) => times.map((time) => Math.round(time));

describe('the timer of a CUDA device', () => {
  it('measures the step of its clock and an empty pass', async () => {
    const { time } = await timed(50_000);
    expect(await time(1)).toMatchObject({
      clock: 'device',
      timer: { stepNanoseconds: EVENT, emptyPassNanoseconds: EVENT },
    });
  });

  it('has the time of the card, whatever the host takes to hand over', async () => {
    for (const callNanoseconds of [200, 3000]) {
      const { time, fake } = await timed(50_000, { callNanoseconds: () => callNanoseconds });
      const { nanoseconds, repeats } = await time(1, 20);
      expect(repeats).toBe(1);
      expect(rounded(nanoseconds)).toEqual(Array.from({ length: 20 }, () => passOf(50_000, 1)));
      // Nothing was taken again.
      expect(fake.launches.filter(({ kernel }) => kernel === 'hold').length).toBe(6);
    }
  });

  it('repeats a short run within a graph', async () => {
    const { time, fake } = await timed(100);
    const { nanoseconds, repeats } = await time(1);
    expect(repeats).toBeGreaterThanOrEqual((20 * EVENT) / (100 + EVENT));
    expect(rounded(nanoseconds)[0]).toBe(Math.round(passOf(100, repeats) / repeats));
    expect(fake.countOf('cuGraphLaunch')).toBeGreaterThanOrEqual(5);
    expect(fake.live.filter((what) => Array.isArray(what))).toEqual([]);
  });

  it('hands over what the queue of the driver has room for while the card waits, and no more', async () => {
    for (const [runs, waits] of [
      [1, 1],
      [30, 3],
      [200, 20],
    ] as const) {
      const { time, fake } = await timed(10_000);
      await time(runs, 1);
      fake.time.mostWaiting = 0;
      fake.launches.length = 0;
      await time(runs, 20);
      expect(fake.time.mostWaiting).toBeLessThanOrEqual(256);
      // Three warm the kernel up, and one is the trial.
      expect(fake.launches.filter(({ kernel }) => kernel === 'hold').length).toBe(4 + waits);
    }
  });

  it('takes a pass that no queue has room for alone', async () => {
    const { time } = await timed(10_000, { callNanoseconds: () => 100_000 });
    const { nanoseconds } = await time(1000, 3);
    expect(nanoseconds.length).toBe(3);
    // What the one call took is in none of them.
    expect(Math.max(...nanoseconds)).toBeLessThan(passOf(10_000, 1000) + 100_000);
  });

  it('discards samples behind a wait that was over too soon, and takes them again behind a longer one', async () => {
    let slow = 0;
    const { time, fake } = await timed(50_000, { callNanoseconds: () => (slow-- > 0 ? 400_000 : 1000) });
    await time(1, 1);
    const before = fake.launches.length;
    // The first three calls are the wait, an event and a launch.
    slow = 3;
    const { nanoseconds } = await time(1, 3);
    expect(rounded(nanoseconds)).toEqual([50_256, 50_256, 50_256]);
    const waits = fake.launches.slice(before).filter(({ kernel }) => kernel === 'hold');
    const [first, second] = waits.map(({ parameters }) => parameters[0]!);
    expect(second).toBe(4n * first!);
    // Three warm-ups, one of them twice, the trial and the samples.
    expect(waits.length).toBe(6);
  });

  it('refuses to time on a host that never hands over in time', async () => {
    const { time, fake } = await timed(50_000, { callNanoseconds: () => 40_000_000 });
    await expect(time(1)).rejects.toThrow(TimeUnknownError);
    await expect(time(1)).rejects.toThrow(/^this host did not hand 64 passes over within [\d.]+ ms/);
    // No wait is longer than a second, whatever is asked for.
    const waits = fake.launches
      .filter(({ kernel }) => kernel === 'hold')
      .map(({ parameters }) => Number(parameters[0]));
    expect(waits.length).toBe(8);
    expect(Math.max(...waits)).toBeLessThan(1e9);
  });

  it('says what the driver refused of what it timed', async () => {
    const { time, fake } = await timed(50_000);
    await time(1, 1);
    fake.failNext('cuLaunchKernel', 0, 701);
    await expect(time(1)).rejects.toThrow('a timed launch: CUDA_ERROR_701: in words');
    await time(1);
  });

  it('waits by the clock of the card alone, a second at most', async () => {
    const { time, fake } = await timed(50_000);
    await time(1, 1);
    const code = fake.live
      .map((what) => (what as { code?: string }).code ?? '')
      .find((text) => text.includes('void hold'));
    expect(code).toContain('nanoseconds < 1000000000ull ? nanoseconds : 1000000000ull');
    // Its one parameter is a number and no address of memory that the host could write.
    expect(code).toContain('void hold(unsigned long long nanoseconds)');
  });
});
