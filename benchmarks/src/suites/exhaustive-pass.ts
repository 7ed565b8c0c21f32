/** How many strings a second the honest teacher-forced pass verifies, in every number system. */

import { perSecond } from '@verbatim/bench';
import {
  type CopyingTransformer,
  type CopyRunner,
  copyingTransformer,
  copyRunner,
  exactRationals,
  exhaustTeacherForced,
  float32,
  float64,
  significand,
} from '@verbatim/transformer';
import { type Patience, SHORT, secondsOf } from '../measure.js';
import type { Point, Suite } from '../point.js';

const ALPHABET_SIZE = 2;
const NGRAM = 3;

interface Variant {
  readonly start: (construction: CopyingTransformer) => CopyRunner;
  readonly length: number;
  readonly patience: Patience;
}

/** f64 at the length that the rate is asked for; all systems at a shorter one, to compare them. */
const VARIANTS: readonly Variant[] = [
  {
    start: (construction) => copyRunner(construction, float64()),
    length: 12,
    patience: { samples: 60, milliseconds: 6000, warmUpMilliseconds: 1500 },
  },
  { start: (construction) => copyRunner(construction, float64()), length: 8, patience: SHORT },
  { start: (construction) => copyRunner(construction, float32()), length: 8, patience: SHORT },
  { start: (construction) => copyRunner(construction, significand(11)), length: 8, patience: SHORT },
  { start: (construction) => copyRunner(construction, significand(8)), length: 8, patience: SHORT },
  {
    start: (construction) => copyRunner(construction, exactRationals()),
    length: 8,
    patience: { samples: 9, milliseconds: 500, warmUpMilliseconds: 200 },
  },
];

/** Exhausts all 2^L strings again and again; each time the copied ones are counted and must be the same number. */
export const exhaustivePass: Suite = {
  name: 'exhaustive-pass',
  title: `Teacher-forced pass over all strings, D = ${ALPHABET_SIZE}, n = ${NGRAM}, one core`,
  async run(progress) {
    const points: Point[] = [];
    for (const { start, length, patience } of VARIANTS) {
      const construction = copyingTransformer({ alphabetSize: ALPHABET_SIZE, ngram: NGRAM, maxLength: length });
      const runner = start(construction);
      const { name } = runner.model.numbers;
      progress(`${name}, L = ${length}`);
      const sweep = () => {
        let strings = 0;
        let copied = 0;
        for (const result of exhaustTeacherForced(runner, length)) {
          strings++;
          if (result.copied) copied++;
        }
        return { strings, copied };
      };
      const counts = sweep();
      const seconds = await secondsOf(() => {
        const { copied } = sweep();
        if (copied !== counts.copied) throw new Error(`${copied} strings were copied, ${counts.copied} before`);
      }, patience);
      points.push({
        suite: 'exhaustive-pass',
        name,
        parameters: { alphabetSize: ALPHABET_SIZE, ngram: NGRAM, length },
        unit: 'strings/s',
        counts,
        ...perSecond(seconds, counts.strings),
      });
    }
    return { points, growth: [] };
  },
};
