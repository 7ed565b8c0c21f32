/** Checks a point, reads what memory it takes, and times it: no speed is reported of a kernel whose result is wrong. */
import {
  type BytesByPurpose,
  type Device,
  type DeviceTimes,
  driverReading,
  median,
  type NvidiaReading,
} from '@verbatim/gpu';
import { type CheckResult, type Precision, type PreparedKernel, prepareKernel } from '@verbatim/kernels';
import type { Inputs, Point } from './points.js';

/** Samples of each point. */
const SAMPLES = 30;

/** Memory of one copy of a point. */
export interface PointMemory {
  /** What this program allocated, exactly. */
  readonly ledger: BytesByPurpose;
  readonly ledgerBytes: number;
  /** What the driver has in use on the card, before the device is opened and with the point; or why it does not say. */
  readonly driverBefore: NvidiaReading | string;
  readonly driverWith: NvidiaReading | string;
}

/** Speeds in the point's unit. */
export interface PointSpeed {
  readonly unit: Point['unit'];
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly times: DeviceTimes;
}

/** A point that was measured; `speed` is null where the check failed. */
export interface MeasuredPoint {
  readonly name: string;
  readonly kernel: string;
  readonly precision: Precision;
  readonly shape: object;
  readonly flops: number;
  readonly bytes: number;
  readonly copies: number;
  readonly check: CheckResult;
  readonly memory: PointMemory;
  readonly speed: PointSpeed | null;
}

/** Opens the device that is measured. */
export type OpenDevice = () => Promise<Device>;

/**
 * Measures a point in one precision. Its memory is read on a device of its own, which is given back before another one is
 * timed: a driver keeps freed memory for a while, and would count that of an earlier point.
 */
export async function measurePoint(open: OpenDevice, point: Point, precision: Precision): Promise<MeasuredPoint> {
  const { name, definition, shape, unit, copies } = point;
  const { flops, bytesRead, bytesWritten } = definition.cost(shape, precision);
  const bytes = bytesRead + bytesWritten;
  const driverBefore = await driverReading();
  const { check, memory } = await onDevice(open, (device) => checkedOnce(device, point, precision));
  const work = unit === 'GB/s' ? bytes : flops / 1000;
  const times = check.passed ? await onDevice(open, (device) => timed(device, point, precision)) : null;
  const kernel = definition.name;
  return {
    name,
    kernel,
    precision,
    shape,
    flops,
    bytes,
    copies,
    check,
    memory: { ...memory, driverBefore },
    speed: times && speedOf(unit, work, times),
  };
}

/** Opens a device for one piece of work and gives it back. */
export async function onDevice<T>(open: OpenDevice, work: (device: Device) => Promise<T>): Promise<T> {
  const device = await open();
  try {
    return await work(device);
  } finally {
    await device.destroy();
  }
}

/** Speeds from times: bytes per nanosecond are GB/s, thousands of FLOPs per nanosecond TFLOP/s. */
export function speedOf(unit: Point['unit'], work: number, times: DeviceTimes): PointSpeed {
  const { nanoseconds } = times;
  const [least, most] = [work / Math.max(...nanoseconds), work / Math.min(...nanoseconds)];
  return { unit, median: work / median(nanoseconds), least, most, times };
}

async function checkedOnce(device: Device, point: Point, precision: Precision) {
  const inputs = point.inputs(1);
  const kernel = await prepared(device, point, precision, inputs);
  try {
    kernel.poison();
    kernel.run();
    await device.finish();
    const { live: ledger, liveBytes: ledgerBytes } = device.ledger;
    const driverWith = await driverReading();
    const check = await point.check(kernel, inputs, precision);
    return { check, memory: { ledger, ledgerBytes, driverWith } };
  } finally {
    kernel.destroy();
  }
}

async function timed(device: Device, point: Point, precision: Precision): Promise<DeviceTimes> {
  const kernels: PreparedKernel[] = [];
  const inputs = point.inputs(1);
  try {
    for (let copy = 0; copy < point.copies; copy++) {
      kernels.push(await prepared(device, point, precision, inputs));
    }
    await device.finish();
    const variants = kernels.map(({ dispatches }) => dispatches);
    return await device.time(variants, { samples: SAMPLES });
  } finally {
    for (const kernel of kernels) {
      kernel.destroy();
    }
  }
}

async function prepared(device: Device, { definition, shape }: Point, precision: Precision, inputs: Inputs) {
  const kernel = await prepareKernel(device, definition, shape, precision);
  for (const [name, numbers] of Object.entries(inputs)) {
    kernel.write(name, numbers);
  }
  return kernel;
}
