import { type MedianInterval, medianInterval } from '@verbatim/bench';
import { Bench } from 'tinybench';

/** How long to measure: at least so many samples and so much time, after a warm-up. */
export interface Patience {
  readonly samples: number;
  readonly milliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** Enough for things that take milliseconds. */
export const SHORT: Patience = { samples: 25, milliseconds: 500, warmUpMilliseconds: 200 };

/** Times `work` with tinybench, one sample a call; the median with its interval, in seconds. */
export async function secondsOf(work: () => void, patience: Patience): Promise<MedianInterval> {
  return medianInterval(await sampleSeconds(work, patience));
}

/**
 * All samples of `secondsOf`.
 *
 * @throws whatever `work` throws: a benchmark whose check fails has no result.
 */
export async function sampleSeconds(work: () => void, patience: Patience): Promise<number[]> {
  const bench = new Bench({
    iterations: patience.samples,
    time: patience.milliseconds,
    warmupIterations: 1,
    warmupTime: patience.warmUpMilliseconds,
    retainSamples: true,
    throws: true,
  });
  const [task] = await bench.add('work', work, { async: false }).run();
  const result = task!.result;
  if (result.state !== 'completed' || result.latency.samples === undefined)
    throw new Error(`the measurement ended ${result.state}`);
  return result.latency.samples.map((milliseconds) => milliseconds / 1000);
}
