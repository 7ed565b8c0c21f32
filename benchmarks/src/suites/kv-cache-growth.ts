/**
 * KV-cached generation: what one more letter costs when the cache already holds K positions. Time is measured, memory is
 * counted: the bytes of all cached rows that a later step can still read, as doubles and written out at two bits a number.
 */

import { medianInterval } from '@verbatim/bench';
import { randomSource, smallestNgramWithoutConflict } from '@verbatim/tasks';
import {
  type CopyRunner,
  copyingTransformer,
  copyRunner,
  firstLive,
  float64,
  serialiseKvCache,
} from '@verbatim/transformer';
import { exactLine, type FitPoint, linearFit } from '../linear-fit.js';
import { type Patience, sampleSeconds } from '../measure.js';
import type { Growth, Point, Suite } from '../point.js';

const ALPHABET_SIZE = 4;
/** Lengths of the string; the cache holds two positions more before the first letter of the answer. */
const LENGTHS = [1024, 2048, 4096, 8192, 12_288, 16_384, 24_576, 32_768];
/** Letters generated for one sample of the time. */
const LETTERS = 16;
/** All lengths are visited in each round, so that a slow minute of the machine is shared out among them. */
const ROUNDS = 9;
const PATIENCE: Patience = { samples: 4, milliseconds: 60, warmUpMilliseconds: 20 };
const BYTES_PER_DOUBLE = 8;

/** Measures generation at each length of the sweep and fits lines to time and memory. */
export const kvCacheGrowth: Suite = {
  name: 'kv-cache-growth',
  title: `KV-cached generation in f64, D = ${ALPHABET_SIZE}: one letter of the answer against the positions in the cache`,
  async run(progress) {
    const longest = LENGTHS.at(-1)!;
    const letters = randomSource(1, 'kv-cache-growth').letters(longest, ALPHABET_SIZE);
    // One construction for all lengths, so that only the length differs.
    const ngram = smallestNgramWithoutConflict(letters);
    const runner = copyRunner(
      copyingTransformer({ alphabetSize: ALPHABET_SIZE, ngram, maxLength: longest }),
      float64(),
    );
    const times = LENGTHS.map((): number[] => []);
    const counts: Counts[] = [];
    // Room for the longest cache from the start: a short one must not live in another kind of memory than a long one.
    for (const letter of letters) runner.model.read(letter);
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`round ${round} of ${ROUNDS}`);
      runner.model.truncate(0);
      runner.model.read(runner.construction.vocabulary.bos);
      for (const [i, length] of LENGTHS.entries()) {
        while (runner.model.length <= length) runner.model.read(letters[runner.model.length - 1]!);
        times[i]!.push(...(await sampleSeconds(() => generate(runner, letters, length), PATIENCE)));
        counts[i] ??= memoryOf(runner, length);
      }
    }
    const points = LENGTHS.map((length, i): Point => {
      return {
        suite: 'kv-cache-growth',
        name: 'f64',
        parameters: { alphabetSize: ALPHABET_SIZE, ngram, length },
        unit: 'µs/letter',
        counts: counts[i]!,
        ...medianInterval(times[i]!.map((seconds) => (seconds / LETTERS) * 1e6)),
      };
    });
    return { points, growth: growthOf(points) };
  },
};

type Counts = Readonly<Record<'positions' | 'bytesAsDoubles' | 'bitsSerialised', number>>;

/** Generates the first letters of the answer after `BOS x COPY`, where the cache holds `BOS x`, and forgets them. */
function generate({ construction, model }: CopyRunner, letters: Uint32Array, length: number): void {
  let token = construction.vocabulary.copy;
  for (let i = 0; i < LETTERS; i++) {
    token = model.predict(token);
    if (token !== letters[i]) throw new Error(`letter ${i} came out as ${token}, not ${letters[i]}`);
  }
  model.truncate(length + 1);
}

/** What the cache holds when the first letter of the answer is there to be predicted. */
function memoryOf({ construction, model }: CopyRunner, length: number): Counts {
  model.read(construction.vocabulary.copy);
  const counts = {
    positions: model.length,
    bytesAsDoubles: model
      .cache()
      .reduce((sum, rows) => sum + BYTES_PER_DOUBLE * rows.width * (rows.length - firstLive(rows)), 0),
    bitsSerialised: serialiseKvCache(model).bits,
  };
  model.truncate(length + 1);
  return counts;
}

/** Lines through time (fitted) and memory (exact) against the positions in the cache. */
export function growthOf(points: readonly Point[]): Growth[] {
  const against = (y: (point: Point) => number) =>
    points.map((point): FitPoint => [point.counts!.positions!, y(point)]);
  const suite = 'kv-cache-growth';
  // A sample generates LETTERS letters, the first of them at `positions`.
  const time = linearFit(points.map((point): FitPoint => [point.counts!.positions! + (LETTERS - 1) / 2, point.median]));
  const nanoseconds = (microseconds: number) => microseconds * 1000;
  return [
    {
      suite,
      statement: 'time per letter = intercept + slope · positions, least squares through the medians',
      numbers: {
        nanosecondsPerPosition: nanoseconds(time.slope),
        nanosecondsPerPositionInterval: time.slopeInterval.map(nanoseconds),
        confidence: time.confidence,
        interceptMicroseconds: time.intercept,
        rSquared: time.rSquared,
        relativeResiduals: time.relativeResiduals,
      },
    },
    ...(['bytesAsDoubles', 'bitsSerialised'] as const).map((name): Growth => {
      const line = exactLine(against((point) => point.counts![name]!));
      return {
        suite,
        statement: `${name} = intercept + slope · positions, in exact counts`,
        numbers: { exactlyLinear: line !== null, ...line },
      };
    }),
  ];
}
