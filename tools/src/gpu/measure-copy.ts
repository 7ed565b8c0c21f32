/** Copies one string several times on a device: every run is compared with the string, and timed. */
import { medianInterval } from '@verbatim/bench';
import { type BytesByPurpose, type Device, driverReading, type NvidiaReading, rampMilliseconds } from '@verbatim/gpu';
import { copyingTransformer } from '@verbatim/transformer';
import { GpuCopier, type GpuCopyMode, gpuCertificate } from '@verbatim/transformer/gpu';
import type { ConstructionPoint } from './construction-points.js';

/** Timed runs of each point, and of one that takes long as many as end in so many seconds, two at least. */
const RUNS = 5;
const LEAST_RUNS = 2;
const MOST_SECONDS = 10;

/** Opens the device that is measured. */
type OpenDevice = () => Promise<Device>;

/** Seconds from the write of the string to the last letter read back, by the host's clock. */
export interface CopySeconds {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/** A point that was run. */
export interface MeasuredCopy {
  readonly name: string;
  readonly alphabetSize: number;
  readonly ngram: number;
  /** L, in letters. */
  readonly length: number;
  readonly mode: GpuCopyMode;
  /** The sharpness B that the construction was given instead of its own; null where it is whole. */
  readonly brokenScale: number | null;
  /** Whether the certificate covers (n, D, L). It is about the construction, and never about a broken one. */
  readonly certified: boolean;
  /** Whether every letter of every run was right. */
  readonly copied: boolean;
  /** Of the worst run. */
  readonly wrongLetters: number;
  readonly seconds: CopySeconds;
  readonly lettersPerSecond: number;
  /** Bytes on the device at the moment when they were most, read-back included. */
  readonly ledger: BytesByPurpose;
  readonly ledgerBytes: number;
  /** What the driver has in use on the card, before the device is opened and after a run; or why it does not say. */
  readonly driverBefore: NvidiaReading | string;
  readonly driverWith: NvidiaReading | string;
}

/**
 * Measures a point: reads what the driver has in use, in a run and on a device of its own, and then times others.
 *
 * @throws GpuError when a device fails, or when the string does not fit.
 */
export async function measureCopy(open: OpenDevice, point: ConstructionPoint): Promise<MeasuredCopy> {
  const driverBefore = await driverReading();
  const driverWith = await onDevice(open, async (device) => {
    const copier = await openCopier(device, point);
    try {
      await copier.run(point.letters);
      return await driverReading();
    } finally {
      copier.destroy();
    }
  });
  return { ...(await onDevice(open, (device) => timedCopy(device, point))), driverBefore, driverWith };
}

/** Opens a device for one piece of work and gives it back. */
async function onDevice<T>(open: OpenDevice, work: (device: Device) => Promise<T>): Promise<T> {
  const device = await open();
  try {
    return await work(device);
  } finally {
    await device.destroy();
  }
}

function openCopier(device: Device, { alphabetSize, ngram, letters, mode, brokenScale }: ConstructionPoint) {
  const size = { alphabetSize, ngram, maxLength: letters.length };
  const construction = copyingTransformer(brokenScale === undefined ? size : { ...size, softmaxScale: brokenScale });
  return GpuCopier.open(device, construction, letters.length, mode);
}

/**
 * Runs a point several times. Memory, programs and weights are made before the first run; runs that are not timed keep the device busy until
 * its clock is up.
 */
async function timedCopy(
  device: Device,
  point: ConstructionPoint,
): Promise<Omit<MeasuredCopy, 'driverBefore' | 'driverWith'>> {
  const { name, alphabetSize, ngram, letters, mode, brokenScale } = point;
  const { length } = letters;
  const size = { alphabetSize, ngram, maxLength: length };
  const whole = brokenScale === undefined;
  device.ledger.restartPeak();
  const copier = await openCopier(device, point);
  try {
    let wrongLetters = 0;
    const run = async () => {
      const started = performance.now();
      const output = await copier.run(letters);
      const seconds = (performance.now() - started) / 1000;
      wrongLetters = Math.max(wrongLetters, letters.filter((letter, i) => output[i] !== letter).length);
      return seconds;
    };
    const busyUntil = performance.now() + rampMilliseconds(device.info.kind);
    do await run();
    while (performance.now() < busyUntil);
    const times: number[] = [];
    let taken = 0;
    while (times.length < LEAST_RUNS || (times.length < RUNS && taken < MOST_SECONDS)) {
      times.push(await run());
      taken += times.at(-1)!;
    }
    const { peak: ledger, peakBytes: ledgerBytes } = device.ledger;
    const middle = medianInterval(times).median;
    return {
      name,
      alphabetSize,
      ngram,
      length,
      mode,
      brokenScale: brokenScale ?? null,
      certified: whole && gpuCertificate(size).certified,
      copied: wrongLetters === 0,
      wrongLetters,
      seconds: { median: middle, least: Math.min(...times), most: Math.max(...times), runs: times.length },
      lettersPerSecond: length / middle,
      ledger,
      ledgerBytes,
    };
  } finally {
    copier.destroy();
  }
}

/** What is wrong with a point, in one line; null when it came out as it should. */
export function copyFault({ name, length, brokenScale, certified, copied, wrongLetters }: MeasuredCopy): string | null {
  if (brokenScale !== null) {
    return copied ? `${name}: copied although it was broken, so that this check shows nothing` : null;
  }
  return certified && !copied ? `${name}: certified, and ${wrongLetters} of ${length} letters are wrong` : null;
}
