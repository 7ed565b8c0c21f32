/**
 * The card's own clock, read by events before and after each pass.
 *
 * An event is reached as soon as the work before it is done, also when the host has not handed over yet what comes next: then
 * the host would be timed. So a pass of several launches is recorded as a graph beforehand, and the card is held up by a kernel
 * that only waits, until all passes have been handed over.
 */
import type { CudaFaults } from './cuda-faults.js';
import { CudaGraph } from './cuda-graph.js';
import type { CudaLaunch, CudaLaunching } from './cuda-launch.js';
import type { DeviceTimes, Dispatch, TimeOptions, TimerCalibration } from './device.js';
import type { Nvrtc } from './nvrtc.js';
import { median, sampleTimes, stepOf } from './sampling.js';

/** The most passes that are timed at once. */
const MOST_PASSES = 64;
/** How long the card is held up for each call that is handed over: several times what one takes. */
const HOLD_NANOSECONDS = 8_000;
const HOLD_SOURCE = `extern "C" __global__ void hold(unsigned long long nanoseconds) {
  unsigned long long start, now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(start));
  do {
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  } while (now - start < nanoseconds);
}`;
const NANOSECONDS = 1e6;

/** Prepares dispatches to be handed over. */
export type Prepare = (dispatches: readonly Dispatch[]) => readonly CudaLaunch[];

/** What a pass hands over, and how that is given back. */
interface Run {
  enqueue(): number;
  destroy(): void;
}

/** Times passes. */
export class CudaTimer {
  #calibration: TimerCalibration | null = null;
  #hold: { readonly module: bigint; readonly entry: bigint } | null = null;
  /** Two a pass, made when they are first needed. */
  readonly #events: bigint[] = [];

  constructor(
    private readonly on: CudaLaunching,
    private readonly nvrtc: Nvrtc,
    private readonly prepare: Prepare,
    private readonly rampMilliseconds: number,
  ) {}

  /** See `Device.time`. */
  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions): Promise<DeviceTimes> {
    return sampleTimes(variants, options, {
      clock: 'device',
      mostPasses: MOST_PASSES,
      rampMilliseconds: this.rampMilliseconds,
      timer: await this.calibration(),
      timePasses: async (passes) => {
        await this.#run(passes);
        return passes.map((_, i) => this.#elapsed(this.#events[2 * i]!, this.#events[2 * i + 1]!));
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
    if (this.#hold !== null) {
      this.on.driver.cuModuleUnload(this.#hold.module);
    }
  }

  /** Runs passes back to back, each between events of its own. */
  async #run(passes: readonly (readonly Dispatch[])[]): Promise<void> {
    const { driver, faults, stream } = this.on;
    this.#makeEvents(2 * passes.length, faults);
    const runs: Run[] = [];
    try {
      for (const pass of passes) {
        runs.push(this.#runOf(pass));
      }
      this.#holdUp((MOST_PASSES / 8 + 3 * passes.length) * HOLD_NANOSECONDS);
      for (const [i, run] of runs.entries()) {
        faults.note(driver.cuEventRecord(this.#events[2 * i]!, stream), 'an event');
        faults.note(run.enqueue(), 'a timed launch');
        faults.note(driver.cuEventRecord(this.#events[2 * i + 1]!, stream), 'an event');
      }
      await faults.wait(stream);
    } finally {
      for (const run of runs) {
        run.destroy();
      }
    }
  }

  #runOf(pass: readonly Dispatch[]): Run {
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

  #holdUp(nanoseconds: number): void {
    const { driver, faults, memory, stream } = this.on;
    const handle = new BigUint64Array(1);
    if (this.#hold === null) {
      const code = this.nvrtc.compile('hold', HOLD_SOURCE);
      faults.assertDone(driver.cuModuleLoadData(handle, code), 'the waiting kernel');
      const module = handle[0]!;
      faults.assertDone(driver.cuModuleGetFunction(handle, module, 'hold'), 'the waiting kernel');
      this.#hold = { module, entry: handle[0]! };
    }
    const argument = BigUint64Array.of(BigInt(nanoseconds));
    const addresses = BigUint64Array.of(memory.addressOf(argument));
    const status = driver.cuLaunchKernel(this.#hold.entry, 1, 1, 1, 1, 1, 1, 0, stream, addresses, null);
    faults.note(status, 'the waiting kernel');
  }
}
