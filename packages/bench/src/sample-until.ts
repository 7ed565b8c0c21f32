/**
 * Samples until the interval of the median is narrow enough. The number of samples doubles from one look to the next: a look
 * after every sample would stop at the first interval that is narrow by chance, which then misses the median too often.
 */
import { medianInterval } from './median.js';
import type { TimeSummary } from './result.js';

/** Takes so many samples: nanoseconds of one run each. */
export type Sampler = (count: number) => Promise<readonly number[]>;

/** When to stop. */
export interface SamplingOptions {
  /** Width of the interval over the median; 0.02 by default. */
  readonly width?: number;
  /** Of the interval; 0.95 by default. */
  readonly confidence?: number;
  /** Never stops for narrowness before so many samples; 12 by default. */
  readonly leastSamples?: number;
  /** The limits, those samples included that are dropped; 1,000 and 5 by default. */
  readonly mostSamples?: number;
  readonly mostSeconds?: number;
  /** Asked after each batch: whether the card held its clock down during it. Such a batch is dropped and counted. */
  readonly throttled?: () => boolean | Promise<boolean>;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/** Every sample was dropped, so there is no time to report. */
export class NoSamplesError extends Error {
  override readonly name = 'NoSamplesError';
}

const FIRST_BATCH = 3;

/**
 * Samples until the interval is narrow or a limit is reached.
 *
 * @param take - takes samples; it is asked for 3 first, then for as many as there are already.
 * @throws NoSamplesError when all samples were taken while the card held its clock down; RangeError for a limit that is not
 * positive; what `take` throws.
 */
export async function sampleUntil(take: Sampler, options: SamplingOptions = {}): Promise<TimeSummary> {
  const { width = 0.02, confidence = 0.95, leastSamples = 12, mostSamples = 1000, mostSeconds = 5 } = options;
  const { throttled = () => false, now = () => performance.now() } = options;
  for (const [name, value] of Object.entries({ width, mostSamples, mostSeconds }))
    if (!(value > 0)) throw new RangeError(`${name} is ${value}; a positive number is needed`);
  const samples: number[] = [];
  const started = now();
  let taken = 0;
  let dropped = 0;
  let count = Math.min(FIRST_BATCH, mostSamples);
  for (;;) {
    const batch = await take(count);
    taken += batch.length;
    if (await throttled()) dropped += batch.length;
    else samples.push(...batch);
    if (samples.length >= leastSamples && narrow(samples, width, confidence)) return summary('tight');
    const seconds = (now() - started) / 1000;
    // A batch that would end after the limit is made shorter.
    const affordable = Math.floor(((mostSeconds - seconds) * taken) / Math.max(seconds, 1e-9));
    count = Math.min(Math.max(samples.length, FIRST_BATCH), mostSamples - taken, affordable);
    if (batch.length === 0 || count < 1) return summary('limit');
  }

  function summary(stopped: TimeSummary['stopped']): TimeSummary {
    if (samples.length === 0)
      throw new NoSamplesError(`all ${dropped} samples were dropped: the card held its clock down in each of them`);
    const { median, low, high, confidence: reached } = medianInterval(samples, confidence);
    return { median, low, high, confidence: reached, samples, dropped, stopped };
  }
}

function narrow(samples: readonly number[], width: number, confidence: number): boolean {
  const { median, low, high, confidence: reached } = medianInterval(samples, confidence);
  return reached >= confidence && high - low <= width * median;
}
