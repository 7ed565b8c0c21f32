/** How often the construction fails on uniform letters, by honest f64 runs of it. */
import { CONFIDENCE, clopperPearsonLower, clopperPearsonUpper } from '@verbatim/evidence';
import type { ConstructionError } from '@verbatim/report';
import { randomSource } from '@verbatim/tasks';
import {
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  float64,
  teacherForcedCopy,
} from '@verbatim/transformer';

/** How much is run. */
export interface RunOptions {
  readonly seed: number;
  /** Up to so many strings, all of them are run. */
  readonly mostExhausted: number;
  /** Strings drawn where there are more. */
  readonly draws: number;
}

/**
 * Runs T, made for strings of L letters, over every string or over random ones: whether all L teacher-forced predictions are
 * right, which is equivalent to greedy generation returning the string.
 */
export function constructionError(
  alphabetSize: number,
  ngram: number,
  length: number,
  { seed, mostExhausted, draws }: RunOptions,
): ConstructionError {
  const runner = copyRunner(copyingTransformer({ alphabetSize, ngram, maxLength: length }), float64());
  if (alphabetSize ** length <= mostExhausted) {
    let cases = 0;
    let failures = 0;
    for (const { copied } of exhaustTeacherForced(runner, length)) {
      cases++;
      if (!copied) failures++;
    }
    const err = failures / cases;
    return { method: 'exhaustion', cases, failures, err, low: err, high: err, confidence: 1 };
  }
  const random = randomSource(seed, 'paper-curves', alphabetSize, ngram, length);
  let failures = 0;
  for (let draw = 0; draw < draws; draw++) {
    const letters = random.letters(length, alphabetSize);
    const predicted = teacherForcedCopy(runner, letters);
    if (predicted.some((token, i) => token !== letters[i])) failures++;
  }
  // Half of what may go wrong on either side.
  const oneSided = (1 + CONFIDENCE) / 2;
  return {
    method: 'sampled',
    cases: draws,
    failures,
    err: failures / draws,
    low: clopperPearsonLower(failures, draws, oneSided),
    high: clopperPearsonUpper(failures, draws, oneSided),
    confidence: CONFIDENCE,
  };
}
