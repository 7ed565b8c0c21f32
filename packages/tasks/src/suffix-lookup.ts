/** Suffix-key look-up, `$x|ga.`: the key comes after the string, so that all of it must be remembered. */

import { type LookupOptions, type LookupQuery, lookupQueries, lookupQuery } from './lookup-query.js';
import type { Task, TaskExample } from './task.js';
import { type Letters, type Vocabulary, vocabulary } from './vocabulary.js';

function suffixExample({ x, key, answer }: LookupQuery, tokens: Vocabulary): TaskExample {
  const prompt = Uint32Array.from([tokens.bos, ...x, tokens.copy, ...key]); // (L + n + 2)
  return { task: 'suffix-lookup', vocabulary: tokens, length: x.length, prompt, answer };
}

/**
 * The suffix-key look-up of the n-gram at a position of x: the answer is the k letters after it.
 *
 * @param x - (L) letters.
 * @throws RangeError unless that n-gram occurs once in x and k letters follow it, and if x holds anything but letters.
 */
export function suffixLookupExample(
  x: Letters,
  position: number,
  ngram: number,
  answerLength: number,
  tokens: Vocabulary,
): TaskExample {
  return suffixExample(lookupQuery(x, position, { ...tokens, ngram, answerLength }), tokens);
}

/**
 * The suffix-key look-up task. L is uniform over its range; x is uniform over the strings with an n-gram that occurs once and
 * that k letters follow; the key is uniform over those n-grams of x.
 *
 * @returns a task whose `sample` throws a RangeError if 1,000 strings have no such n-gram.
 * @throws RangeError if D, n, k or a length is out of its range; L is at least n + k.
 */
export function suffixLookupTask(options: LookupOptions): Task {
  const tokens = vocabulary(options.alphabetSize);
  const draw = lookupQueries(options);
  return { name: 'suffix-lookup', vocabulary: tokens, sample: (random) => suffixExample(draw(random), tokens) };
}
