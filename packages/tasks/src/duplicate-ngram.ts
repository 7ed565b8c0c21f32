/**
 * Copy with a duplicate n-gram: the string says n letters twice, and a model that looks up keys of n letters or fewer cannot
 * tell the two places apart. The paper trains on plain strings and evaluates on these.
 */

import { copyExample } from './copy-task.js';
import { distinctPair } from './distinct-pair.js';
import { lengthRange } from './length-range.js';
import { assertNgram } from './repeat.js';
import type { StringTaskOptions, Task } from './task.js';
import { vocabulary } from './vocabulary.js';

/** The options of {@link duplicateNgramTask}. */
export interface DuplicateNgramOptions extends StringTaskOptions {
  /** n: how many letters are said twice. */
  readonly ngram: number;
}

/**
 * The copy task on strings in which one n-gram was overwritten by another of the same string. L is uniform over its range;
 * x is L i.i.d. uniform letters; then, of all pairs of n-grams that do not overlap, a uniform one is made equal. Which of the
 * two overwrites the other makes no difference to the distribution; here the earlier one does. The letters behind the two
 * are left as they are, so they differ, and the repeat is a conflicting one, with probability 1 − 1/D if both have one.
 *
 * @throws RangeError if D, n or a length is out of its range; L is at least 2n.
 */
export function duplicateNgramTask({ alphabetSize, minLength, maxLength, ngram }: DuplicateNgramOptions): Task {
  const tokens = vocabulary(alphabetSize);
  assertNgram(ngram);
  const length = lengthRange('length of a string with a duplicate n-gram', 2 * ngram, minLength, maxLength);
  return {
    name: 'duplicate-ngram',
    vocabulary: tokens,
    sample(random) {
      const x = random.letters(length(random), alphabetSize);
      // Two starts at least n apart are two different starts once the n − 1 letters between them that must be are left out.
      const [first, next] = distinctPair(random, x.length - 2 * ngram + 1);
      x.copyWithin(next + ngram - 1, first, first + ngram);
      return { ...copyExample(x, tokens), task: 'duplicate-ngram' };
    },
  };
}
