/// <reference types="@webgpu/types" />
/** The device's own clock, read at the beginning and the end of compute passes. */
import type { DeviceTimes, Dispatch, TimeOptions, TimerCalibration } from './device.js';
import { TimeUnknownError } from './errors.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';
import { median, sampleTimes, stepOf } from './sampling.js';

/** The most passes that are timed at once. */
const MOST_PASSES = 64;
const READING_BYTES = 8;
/** Values of the flags, which are globals of a browser only. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, queryResolve: 0x200 } as const;
const MAP_READ = 0x1;

/** Encodes runs into a pass. */
export type Encode = (pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]) => void;

/** Times compute passes. It holds memory only while it measures. */
export class PassTimer {
  #calibration: TimerCalibration | null = null;

  constructor(
    private readonly gpu: GPUDevice,
    private readonly faults: Faults,
    private readonly ledger: Ledger,
    private readonly encode: Encode,
    private readonly rampMilliseconds: number,
  ) {}

  /** See `Device.time`. */
  async time(variants: readonly (readonly Dispatch[])[], options: TimeOptions): Promise<DeviceTimes> {
    if (!this.gpu.features.has('timestamp-query')) {
      throw new TimeUnknownError('this device has no timestamps, so nothing can be timed on it');
    }
    return sampleTimes(variants, options, {
      clock: 'device',
      mostPasses: MOST_PASSES,
      rampMilliseconds: this.rampMilliseconds,
      timer: await this.calibration(),
      timePasses: async (passes) => {
        const readings = await this.#readings(passes);
        return passes.map((_, i) => Number(readings[2 * i + 1]! - readings[2 * i]!));
      },
    });
  }

  /** Measures the timer itself, once. */
  async calibration(): Promise<TimerCalibration> {
    if (this.#calibration === null) {
      const readings = await this.#readings(Array.from({ length: MOST_PASSES }, () => []));
      const empty = Array.from({ length: MOST_PASSES }, (_, i) => Number(readings[2 * i + 1]! - readings[2 * i]!));
      this.#calibration = { stepNanoseconds: stepOf(readings), emptyPassNanoseconds: median(empty) };
    }
    return this.#calibration;
  }

  /** Two readings a pass, in nanoseconds. */
  async #readings(passes: readonly (readonly Dispatch[])[]): Promise<bigint[]> {
    const count = 2 * passes.length;
    const size = count * READING_BYTES;
    const queries = this.gpu.createQuerySet({ type: 'timestamp', count });
    const resolved = this.gpu.createBuffer({ size, usage: USAGE.queryResolve | USAGE.copySource });
    const readable = this.gpu.createBuffer({ size, usage: USAGE.mapRead | USAGE.copyTarget });
    this.ledger.allocate('staging', 2 * size);
    try {
      const encoder = this.gpu.createCommandEncoder();
      for (const [i, dispatches] of passes.entries()) {
        const pass = encoder.beginComputePass({
          timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 },
        });
        this.encode(pass, dispatches);
        pass.end();
      }
      encoder.resolveQuerySet(queries, 0, count, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
      this.gpu.queue.submit([encoder.finish()]);
      await this.faults.wait(readable.mapAsync(MAP_READ));
      this.faults.check();
      return [...new BigUint64Array(readable.getMappedRange().slice(0))];
    } finally {
      queries.destroy();
      resolved.destroy();
      readable.destroy();
      this.ledger.release('staging', 2 * size);
    }
  }
}
