/** The two look-up tasks as one: they differ in nothing but the place of the key in the prompt. */

import { type LookupOptions, type LookupQuery, lookupQueries, lookupQuery } from './lookup-query.js';
import type { Task, TaskExample, TaskName } from './task.js';
import { type Letters, type Vocabulary, vocabulary } from './vocabulary.js';

/** A look-up with its place for the key. */
export interface Lookup {
  /**
   * The look-up of the n-gram at a position of x: the answer is the k letters after it.
   *
   * @param x - (L) letters.
   * @throws RangeError unless that n-gram occurs once in x and k letters follow it, and if x holds anything but letters.
   */
  example(x: Letters, position: number, ngram: number, answerLength: number, tokens: Vocabulary): TaskExample;
  /**
   * The task. L is uniform over its range; x is uniform over the strings with an n-gram that occurs once and that k letters
   * follow; the key is uniform over those n-grams of x.
   *
   * @returns a task whose `sample` throws a RangeError if 1,000 strings have no such n-gram.
   * @throws RangeError if D, n, k or a length is out of its range; L is at least n + k.
   */
  task(options: LookupOptions): Task;
}

/** @param prompt - all tokens that are given for a query. */
export function lookup(name: TaskName, prompt: (query: LookupQuery, tokens: Vocabulary) => Iterable<number>): Lookup {
  const posed = (query: LookupQuery, tokens: Vocabulary): TaskExample => {
    const given = Uint32Array.from(prompt(query, tokens));
    return { task: name, vocabulary: tokens, length: query.x.length, prompt: given, answer: query.answer };
  };
  return {
    example: (x, position, ngram, answerLength, tokens) =>
      posed(lookupQuery(x, position, { ...tokens, ngram, answerLength }), tokens),
    task(options) {
      const tokens = vocabulary(options.alphabetSize);
      const draw = lookupQueries(options);
      return { name, vocabulary: tokens, sample: (random) => posed(draw(random), tokens) };
    },
  };
}
