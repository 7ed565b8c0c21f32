/// <reference types="@webgpu/types" />
/**
 * Times by the device's own clock, read at the beginning and the end of a compute pass.
 *
 * The timer's step is the smallest difference seen between readings, and the cost of an empty pass is measured; both are
 * given with every result. A run shorter than 20 steps is repeated within the pass and divided, so that the step is at most
 * a twentieth of what is reported.
 */
import type { DeviceTimes, Dispatch, TimeOptions, TimerCalibration } from './device.js';
import { TimeUnknownError } from './errors.js';

/** A sample must last this many steps. */
const LEAST_STEPS = 20;
/** A run that is still too short when repeated so often is refused. */
const MOST_REPEATS = 4096;
/** Passes from which the step and the cost of an empty one are read. */
const CALIBRATION_PASSES = 64;
const READING_BYTES = 8;

/** Encodes runs into a pass. */
export type Encode = (pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]) => void;

/** Reads the device's clock around compute passes. */
export class PassTimer {
  #queries: GPUQuerySet | null = null;
  #resolved: GPUBuffer | null = null;
  #readable: GPUBuffer | null = null;
  #calibration: TimerCalibration | null = null;

  constructor(
    private readonly gpu: GPUDevice,
    private readonly encode: Encode,
  ) {}

  /** See `Device.time`; `check` throws when the device has met a fault. */
  async time(
    variants: readonly (readonly Dispatch[])[],
    { samples = 20, warmup = 3 }: TimeOptions,
    check: () => void,
  ): Promise<DeviceTimes> {
    if (!this.gpu.features.has('timestamp-query')) {
      throw new TimeUnknownError('this device has no timestamps, so nothing can be timed on it');
    }
    if (variants.length === 0 || samples < 1) {
      throw new TimeUnknownError('nothing to time: give at least one variant and one sample');
    }
    const timer = await this.#calibrate();
    for (let i = 0; i < warmup; i++) {
      await this.#passes([variants[i % variants.length]!], 1);
      check();
    }
    const least = LEAST_STEPS * timer.stepNanoseconds;
    let repeats = 1;
    for (;;) {
      const [tried] = await this.#passes([variants[0]!], repeats);
      check();
      if (tried! >= least) {
        break;
      }
      repeats = tried! <= 0 ? repeats * 16 : Math.ceil(repeats * Math.max(2, (1.5 * least) / tried!));
      if (repeats > MOST_REPEATS) {
        throw new TimeUnknownError(
          `a run is too short for this device's timer: ${MOST_REPEATS} of them take less than ${LEAST_STEPS} steps of ${timer.stepNanoseconds} ns`,
        );
      }
    }
    const nanoseconds: number[] = [];
    while (nanoseconds.length < samples) {
      const count = Math.min(CALIBRATION_PASSES, samples - nanoseconds.length);
      const batch = Array.from({ length: count }, (_, i) => variants[(nanoseconds.length + i) % variants.length]!);
      for (const elapsed of await this.#passes(batch, repeats)) {
        nanoseconds.push(elapsed / repeats);
      }
      check();
    }
    return { nanoseconds, repeats, clock: 'device', timer };
  }

  /** Frees what the timer holds. */
  destroy(): void {
    this.#queries?.destroy();
    this.#resolved?.destroy();
    this.#readable?.destroy();
  }

  async #calibrate(): Promise<TimerCalibration> {
    if (this.#calibration === null) {
      const readings = await this.#readings(Array.from({ length: CALIBRATION_PASSES }, () => []));
      const passes = readings.filter((_, i) => i % 2 === 0).map((begin, i) => Number(readings[2 * i + 1]! - begin));
      const gaps = readings.slice(1).map((reading, i) => Number(reading - readings[i]!));
      const steps = gaps.filter((gap) => gap > 0);
      // The differences of differences reveal a step smaller than the shortest pass.
      const finer = gaps.slice(1).map((gap, i) => Math.abs(gap - gaps[i]!));
      const positive = [...steps, ...finer.filter((gap) => gap > 0)];
      this.#calibration = {
        stepNanoseconds: positive.length === 0 ? 1 : positive.reduce((a, b) => Math.min(a, b)),
        emptyPassNanoseconds: passes.sort((a, b) => a - b)[passes.length >> 1]!,
      };
    }
    return this.#calibration;
  }

  /** Nanoseconds of each pass; a pass runs its variant `repeats` times. */
  async #passes(variants: readonly (readonly Dispatch[])[], repeats: number): Promise<number[]> {
    const repeated = variants.map((variant) => Array.from({ length: repeats }, () => variant).flat());
    const readings = await this.#readings(repeated);
    return variants.map((_, i) => Number(readings[2 * i + 1]! - readings[2 * i]!));
  }

  async #readings(passes: readonly (readonly Dispatch[])[]): Promise<bigint[]> {
    const { queries, resolved, readable } = this.#resources();
    const encoder = this.gpu.createCommandEncoder();
    for (const [i, dispatches] of passes.entries()) {
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 },
      });
      this.encode(pass, dispatches);
      pass.end();
    }
    const count = 2 * passes.length;
    encoder.resolveQuerySet(queries, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, readable, 0, count * READING_BYTES);
    this.gpu.queue.submit([encoder.finish()]);
    await readable.mapAsync(0x1);
    const readings = [...new BigUint64Array(readable.getMappedRange().slice(0, count * READING_BYTES))];
    readable.unmap();
    return readings;
  }

  #resources(): { queries: GPUQuerySet; resolved: GPUBuffer; readable: GPUBuffer } {
    const count = 2 * CALIBRATION_PASSES;
    this.#queries ??= this.gpu.createQuerySet({ type: 'timestamp', count });
    this.#resolved ??= this.gpu.createBuffer({ size: count * READING_BYTES, usage: 0x200 | 0x4 });
    this.#readable ??= this.gpu.createBuffer({ size: count * READING_BYTES, usage: 0x1 | 0x8 });
    return { queries: this.#queries, resolved: this.#resolved, readable: this.#readable };
  }
}
