/**
 * The card's own clock, read by events before and after each pass.
 *
 * An event is reached as soon as the work before it is done, also when the host has not handed over yet what comes next: then
 * the host would be timed. So a pass of several launches is recorded as a graph beforehand, and the card is held up by a kernel
 * that only waits, until all passes have been handed over. Whether it was held up for long enough is looked at: where the first
 * event had been reached when the last was handed over, the samples are discarded and taken again behind a longer wait.
 *
 * No more is handed over while the card waits than the driver's queue has room for, since a full queue blocks the host until
 * the wait is over.
 */
import { type CudaFaults, NOT_READY } from './cuda-faults.js';
import { CudaGraph } from './cuda-graph.js';
import { CudaHold } from './cuda-hold.js';
import type { CudaLaunch, CudaLaunching } from './cuda-launch.js';
import type { DeviceTimes, Dispatch, TimeOptions, TimerCalibration } from './device.js';
import { TimeUnknownError } from './errors.js';
import type { Nvrtc } from './nvrtc.js';
import { median, sampleTimes, stepOf } from './sampling.js';

/** The most passes that are timed at once. */
const MOST_PASSES = 64;
/** The most events and launches, those of graphs among them, behind one wait; the queue has room for about a thousand. */
const MOST_ENTRIES = 256;
/** How long the card is held up for each call that is handed over: several times what one takes. */
const HOLD_NANOSECONDS = 8_000;
/** Calls that the first ones of a process take longer by. */
const SPARE_CALLS = 8;
/** Each further try holds the card up for so many times longer. */
const LONGER = 4;
const TRIES = 4;
const NANOSECONDS = 1e6;

/** Prepares dispatches to be handed over. */
export type Prepare = (dispatches: readonly Dispatch[]) => readonly CudaLaunch[];

type Pass = readonly Dispatch[];

/** What a pass hands over, and how that is given back. */
interface Run {
  enqueue(): number;
  destroy(): void;
}

/** Times passes. */
export class CudaTimer {
  #calibration: TimerCalibration | null = null;
  #hold: CudaHold | null = null;
  /** Two a pass, made when they are first needed. */
  readonly #events: bigint[] = [];

  constructor(
    private readonly on: CudaLaunching,
    private readonly nvrtc: Nvrtc,
    private readonly prepare: Prepare,
    private readonly rampMilliseconds: number,
  ) {}

  /** See `Device.time`. */
  async time(variants: readonly Pass[], options: TimeOptions): Promise<DeviceTimes> {
    return sampleTimes(variants, options, {
      clock: 'device',
      mostPasses: MOST_PASSES,
      rampMilliseconds: this.rampMilliseconds,
      timer: await this.calibration(),
      timePasses: async (passes) => {
        const times: number[] = [];
        for (const portion of portionsOf(passes)) {
          await this.#run(portion);
          times.push(...portion.map((_, i) => this.#elapsed(this.#events[2 * i]!, this.#events[2 * i + 1]!)));
        }
        return times;
      },
    });
  }

  /** Measures the timer itself, once. */
  async calibration(): Promise<TimerCalibration> {
    if (this.#calibration === null) {
      await this.#run(Array.from({ length: MOST_PASSES }, () => []));
      const readings = this.#events.map((event) => BigInt(Math.round(this.#elapsed(this.#events[0]!, event))));
      const empty = Array.from({ length: MOST_PASSES }, (_, i) => Number(readings[2 * i + 1]! - readings[2 * i]!));
      this.#calibration = { stepNanoseconds: stepOf(readings), emptyPassNanoseconds: median(empty) };
    }
    return this.#calibration;
  }

  destroy(): void {
    for (const event of this.#events.splice(0)) {
      this.on.driver.cuEventDestroy_v2(event);
    }
    this.#hold?.destroy();
  }

  /** Runs passes back to back, each between events of its own. */
  async #run(passes: readonly Pass[]): Promise<void> {
    const { faults } = this.on;
    this.#makeEvents(2 * passes.length, faults);
    this.#hold ??= CudaHold.of(this.on, this.nvrtc);
    const runs: Run[] = [];
    try {
      for (const pass of passes) {
        runs.push(this.#runOf(pass));
      }
      let hold = (SPARE_CALLS + 3 * passes.length) * HOLD_NANOSECONDS;
      for (let left = TRIES; !(await this.#behind(hold, runs)); hold *= LONGER) {
        // A pass that no queue has room for is alone and one call, and what that takes is little beside its launches.
        if (entriesOf(passes[0]!) > MOST_ENTRIES) {
          return;
        }
        left -= 1;
        if (left === 0) {
          throw new TimeUnknownError(
            `this host did not hand ${passes.length} passes over within ${hold / NANOSECONDS} ms, so that it would be timed and not the card`,
          );
        }
      }
    } finally {
      for (const run of runs) {
        run.destroy();
      }
    }
  }

  /** Hands runs over behind a wait. @returns whether the card still waited when all were handed over. */
  async #behind(nanoseconds: number, runs: readonly Run[]): Promise<boolean> {
    const { driver, faults, stream } = this.on;
    this.#hold!.start(nanoseconds);
    for (const [i, run] of runs.entries()) {
      faults.note(driver.cuEventRecord(this.#events[2 * i]!, stream), 'an event');
      faults.note(run.enqueue(), 'a timed launch');
      faults.note(driver.cuEventRecord(this.#events[2 * i + 1]!, stream), 'an event');
    }
    const waiting = driver.cuEventQuery(this.#events[0]!) === NOT_READY;
    await faults.waitFor(stream);
    return waiting;
  }

  #runOf(pass: Pass): Run {
    const launches = this.prepare(pass);
    const [first] = launches;
    if (first === undefined) {
      return { enqueue: () => 0, destroy: () => {} };
    }
    return launches.length === 1
      ? { enqueue: () => first.enqueue(), destroy: () => {} }
      : CudaGraph.of(this.on, launches);
  }

  #makeEvents(count: number, faults: CudaFaults): void {
    const handle = new BigUint64Array(1);
    while (this.#events.length < count) {
      faults.assertDone(this.on.driver.cuEventCreate(handle, 0), 'an event');
      this.#events.push(handle[0]!);
    }
  }

  /** Nanoseconds from one event to another. */
  #elapsed(begin: bigint, end: bigint): number {
    const milliseconds = new Float32Array(1);
    this.on.faults.assertDone(this.on.driver.cuEventElapsedTime(milliseconds, begin, end), 'an elapsed time');
    return milliseconds[0]! * NANOSECONDS;
  }
}

/** What a pass takes of the driver's queue: its launches and two events. */
function entriesOf(pass: Pass): number {
  return pass.length + 2;
}

/** Passes in order, as many together as may be handed over behind one wait; at least one. */
function portionsOf(passes: readonly Pass[]): Pass[][] {
  const portions: Pass[][] = [];
  let room = 0;
  for (const pass of passes) {
    const entries = entriesOf(pass);
    if (entries > room || portions.length === 0) {
      portions.push([]);
      room = MOST_ENTRIES - 1;
    }
    portions.at(-1)!.push(pass);
    room -= entries;
  }
  return portions;
}
