/** What a task is: a prompt to read and an answer to give. */

import type { RandomSource } from './random.js';
import type { Vocabulary } from './vocabulary.js';

/** The tasks that there are. */
export type TaskName = 'copy' | 'prefix-lookup' | 'suffix-lookup' | 'duplicate-ngram' | 'selective-copy' | 'phone-book';

/** One prompt with its answer. */
export interface TaskExample {
  readonly task: TaskName;
  readonly vocabulary: Vocabulary;
  /** L, the input length that results are shown against; for a phone book, the number N of its entries. */
  readonly length: number;
  /** All tokens that are given, from BOS to the one after which the answer starts. None of them is scored. */
  readonly prompt: Uint32Array;
  /** The letters to be said, without the EOS that ends them. */
  readonly answer: Uint32Array;
}

/** A task with all its parameters: a distribution over examples. */
export interface Task {
  readonly name: TaskName;
  readonly vocabulary: Vocabulary;
  /** Draws one example; the same source in the same state gives the same one. */
  sample(random: RandomSource): TaskExample;
}

/** The alphabet and the lengths of a task on strings. */
export interface StringTaskOptions {
  /** D ≥ 2; 26 in the paper. */
  readonly alphabetSize: number;
  /** The least length L of the strings. */
  readonly minLength: number;
  /** The greatest length L of the strings, itself included. */
  readonly maxLength: number;
}
