/**
 * From a clock that reads around passes to times of runs.
 *
 * A sample must last 20 steps of the clock, and 20 times what a pass takes that does nothing; a run that is shorter is
 * repeated within the pass, and one that stays too short is refused. So neither the step nor the cost of the pass makes more
 * than a twentieth of what is reported.
 */
import type { DeviceInfo, DeviceTimes, Dispatch, TimeOptions, TimerCalibration } from './device.js';
import { TimeUnknownError } from './errors.js';

/** A sample must last so many steps, and so many empty passes. */
export const LEAST_STEPS = 20;
/** A run that is still too short when repeated so often is refused. */
export const MOST_REPEATS = 4096;
/** Passes handed over at once take about this long at most: a longer submission looks like a hang to some drivers. */
const BATCH_NANOSECONDS = 250e6;
/** How much longer than necessary the trial must be, so that samples are long enough too. */
const MARGIN = 1.5;

/** How long a card is kept busy before it is timed: about twice what an H100 took to bring its clock back from idle. */
const HARDWARE_RAMP_MILLISECONDS = 600;

/** See {@link PassClock.rampMilliseconds}; an emulated device has no clock of its own to bring up. */
export function rampMilliseconds(kind: DeviceInfo['kind']): number {
  return kind === 'hardware' ? HARDWARE_RAMP_MILLISECONDS : 0;
}

/** A clock that is read at the beginning and the end of a pass. */
export interface PassClock {
  readonly clock: DeviceTimes['clock'];
  /** The most passes that it can time at once. */
  readonly mostPasses: number;
  readonly timer: TimerCalibration;
  /**
   * How long the device must be kept busy before its times mean anything, in milliseconds of this host: a card that has been
   * idle for a few seconds runs at a fraction of its clock, and takes a quarter of a second of work to come back.
   */
  readonly rampMilliseconds: number;
  /** Nanoseconds of each pass. */
  timePasses(passes: readonly (readonly Dispatch[])[]): Promise<readonly number[]>;
}

/**
 * The step of a clock, from its readings in order. Where it stood still between two readings the step is the smallest
 * difference; else it is finer than the readings are apart, and every reading is a multiple of it: the greatest common
 * divisor of the differences.
 *
 * @throws TimeUnknownError when the clock never moved.
 */
export function stepOf(readings: readonly bigint[]): number {
  const gaps = readings.slice(1).map((reading, i) => reading - readings[i]!);
  const positive = gaps.filter((gap) => gap > 0n).map(Number);
  if (positive.length === 0) {
    throw new TimeUnknownError('the clock of this device stands still, so nothing can be timed on it');
  }
  const stoodStill = positive.length < gaps.length;
  return stoodStill ? Math.min(...positive) : positive.reduce(greatestCommonDivisor);
}

/**
 * Times runs. Each run takes the next variant, so that repeats within a sample go through them as well.
 *
 * @throws TimeUnknownError for a run that is too short; RangeError without a variant or a sample.
 */
export async function sampleTimes(
  variants: readonly (readonly Dispatch[])[],
  { samples = 20, warmup = 3, ramp = true }: TimeOptions,
  { clock, mostPasses, timer, rampMilliseconds, timePasses }: PassClock,
): Promise<DeviceTimes> {
  if (variants.length === 0 || !Number.isInteger(samples) || samples < 1) {
    throw new RangeError('nothing to time: accepted are one variant or more, and one sample or more');
  }
  let turn = 0;
  const passOf = (repeats: number) => Array.from({ length: repeats }, () => variants[turn++ % variants.length]!).flat();
  for (let i = 0; i < warmup; i++) {
    await timePasses([passOf(1)]);
  }
  await keepBusy(ramp ? rampMilliseconds : 0, mostPasses, (count) =>
    timePasses(Array.from({ length: count }, () => passOf(1))),
  );
  const least = LEAST_STEPS * Math.max(timer.stepNanoseconds, timer.emptyPassNanoseconds);
  for (let repeats = 1; ; ) {
    const [trial] = await timePasses([passOf(repeats)]);
    if (trial! >= MARGIN * least || (repeats === MOST_REPEATS && trial! >= least)) {
      const batch = Math.max(1, Math.min(mostPasses, Math.floor(BATCH_NANOSECONDS / trial!)));
      const elapsed: number[] = [];
      while (elapsed.length < samples) {
        const passes = Array.from({ length: Math.min(batch, samples - elapsed.length) }, () => passOf(repeats));
        elapsed.push(...(await timePasses(passes)));
      }
      if (elapsed.every((nanoseconds) => nanoseconds >= least)) {
        return { nanoseconds: elapsed.map((nanoseconds) => nanoseconds / repeats), repeats, clock, timer };
      }
    }
    if (repeats === MOST_REPEATS) {
      throw new TimeUnknownError(
        `too short for this device's timer: ${MOST_REPEATS} runs do not take ${LEAST_STEPS} steps of ${timer.stepNanoseconds} ns and ${LEAST_STEPS} empty passes of ${timer.emptyPassNanoseconds} ns; time a longer run`,
      );
    }
    const wanted = trial! <= 0 ? 16 : Math.min(64, Math.max(2, (1.1 * MARGIN * least) / trial!));
    repeats = Math.min(MOST_REPEATS, Math.ceil(repeats * wanted));
  }
}

/** Runs passes back to back until so much time has gone by; as many at once as take about a fortieth of it. */
async function keepBusy(
  milliseconds: number,
  mostPasses: number,
  run: (count: number) => Promise<readonly number[]>,
): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let count = 1; performance.now() < end; ) {
    const started = performance.now();
    await run(count);
    const each = (performance.now() - started) / count;
    count = Math.max(1, Math.min(mostPasses, Math.floor(milliseconds / 40 / each)));
  }
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
