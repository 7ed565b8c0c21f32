/** The queries of the claims about look-ups, and the models that answer them. */
import { type Effort, exhaustion, type Json, type Method } from '@verbatim/evidence';
import { type Gssm, generateAnswer } from '@verbatim/gssm';
import {
  prefixLookupExample,
  prefixLookupTask,
  randomSource,
  stringsOf,
  suffixLookupExample,
  suffixLookupTask,
  type TaskExample,
  unambiguousKeys,
  vocabulary,
} from '@verbatim/tasks';

/** Where the key stands. */
export type KeyPlace = 'prefix' | 'suffix';

/** D, n, k and L. */
export interface LookupSize {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly answerLength: number;
  readonly length: number;
}

/** A size, as `lookupSize(2, 2, 1, 5)` for D = 2, n = 2, k = 1 and L = 5. */
export function lookupSize(alphabetSize: number, ngram: number, answerLength: number, length: number): LookupSize {
  return { alphabetSize, ngram, answerLength, length };
}

/** All lengths from the shortest that has an answer, n + k, to `longest`. */
export function lookupSizes(alphabetSize: number, ngram: number, answerLength: number, longest: number): LookupSize[] {
  const shortest = ngram + answerLength;
  return Array.from({ length: longest - shortest + 1 }, (_, i) =>
    lookupSize(alphabetSize, ngram, answerLength, shortest + i),
  );
}

/** The sizes as (D, n, k, L). */
export function lookupSizesInWords(sizes: readonly LookupSize[]): string {
  return sizes.map((size) => `(${size.alphabetSize}, ${size.ngram}, ${size.answerLength}, ${size.length})`).join(', ');
}

/** A query with its size. */
export interface LookupQuery extends LookupSize {
  readonly example: TaskExample;
}

const EXAMPLES = { prefix: prefixLookupExample, suffix: suffixLookupExample };
const TASKS = { prefix: prefixLookupTask, suffix: suffixLookupTask };

/** Every string of a size with every key that occurs in it once and that k letters follow. */
export function* everyQuery(place: KeyPlace, size: LookupSize): Generator<LookupQuery> {
  const { alphabetSize, ngram, answerLength, length } = size;
  const tokens = vocabulary(alphabetSize);
  for (const x of stringsOf(alphabetSize, length)) {
    for (const at of unambiguousKeys(x, ngram, answerLength)) {
      yield { ...size, example: EXAMPLES[place](x, at, ngram, answerLength, tokens) };
    }
  }
}

/** Some queries of long strings, always the same. */
export function* longQueries(place: KeyPlace, size: LookupSize, count: number): Generator<LookupQuery> {
  const { alphabetSize, ngram, answerLength, length } = size;
  const task = TASKS[place]({ alphabetSize, ngram, answerLength, minLength: length, maxLength: length });
  const random = randomSource(1, 'long-queries', place, alphabetSize, ngram, answerLength, length);
  for (let i = 0; i < count; i++) yield { ...size, example: task.sample(random) };
}

/** The query as JSON: all of its tokens, so that it can be put to any model again. */
export function describeQuery({ alphabetSize, ngram, answerLength, example }: LookupQuery): Json {
  return { alphabetSize, ngram, answerLength, prompt: [...example.prompt], answer: [...example.answer] };
}

/** How a machine for a size is made. */
export type BuildLookup = (size: LookupSize) => Gssm<unknown>;

/** A maker that makes the machine of each size once. */
export function madeOnce<M>(build: (size: LookupSize) => M): (size: LookupSize) => M {
  const made = new Map<string, M>();
  return (size) => {
    const key = lookupSizesInWords([size]);
    const known = made.get(key);
    if (known !== undefined) return known;
    const machine = build(size);
    made.set(key, machine);
    return machine;
  };
}

/** Whether what was said is the answer, and both in words. */
export function answered(
  said: (query: LookupQuery) => Uint32Array,
  query: LookupQuery,
): { readonly right: boolean; readonly words: string } {
  const answer = said(query);
  const right = query.example.answer.every((letter, i) => letter === answer[i]);
  return { right, words: `It says ${answer.join(' ')}, and the answer is ${query.example.answer.join(' ')}.` };
}

/** The machine answers every query of each size. */
export function machineAnswers(options: {
  readonly place: KeyPlace;
  readonly build: BuildLookup;
  readonly sizes: (effort: Effort) => readonly LookupSize[];
  /** For controls: other queries than those with one answer. */
  readonly queries?: (size: LookupSize) => Iterable<LookupQuery>;
}): Method {
  const { place, sizes, queries = (size: LookupSize) => everyQuery(place, size) } = options;
  const machine = madeOnce(options.build);
  const said = (query: LookupQuery) => generateAnswer(machine(query), query.example.prompt, query.answerLength);
  return exhaustion<LookupQuery>({
    name: 'every-query',
    domain: (effort) =>
      `every string of L letters over D with every n-gram that occurs in it once and that k letters follow, for (D, n, k, L) = ` +
      `${lookupSizesInWords(sizes(effort))}: the machine says these k letters`,
    *cases(effort) {
      for (const size of sizes(effort)) yield* queries(size);
    },
    holds: (query) => answered(said, query).right,
    describe: describeQuery,
    explain: (query) => answered(said, query).words,
  });
}
