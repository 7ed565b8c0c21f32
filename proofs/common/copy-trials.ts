/**
 * Runs of the copying transformer on strings, as the claims about it need them: every verdict on a string comes from an
 * honest forward pass in the given number system, and the answer's text from greedy generation.
 */
import { conflictingRepeat, type Letters, repeatedNgram, stringsOf } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  type CopyRunner,
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  float64,
  generateCopy,
  type NumberSystem,
  teacherForcedCopy,
} from '@verbatim/transformer';

/** Strings of one length over one alphabet, and the n whose transformer is to copy them. */
export interface Size {
  /** D. */
  readonly alphabetSize: number;
  /** n. */
  readonly ngram: number;
  /** L. */
  readonly length: number;
}

/** Which transformer is to copy the strings of a size. It may not depend on the string. */
export type Build = (size: Size) => CopyingTransformer;

/** The theorem's fixed T(n): it does not know L, and its softmax is made for strings of up to Dⁿ + n − 1 letters. */
export const fixedTransformer: Build = ({ alphabetSize, ngram }) => copyingTransformer({ alphabetSize, ngram });

/** T(n) with its softmax made for strings of up to max(L, Dⁿ + n − 1) letters: the fixed T(n) wherever strings fit it. */
export const fittingTransformer: Build = ({ alphabetSize, ngram, length }) => {
  const longest = BigInt(alphabetSize) ** BigInt(ngram) + BigInt(ngram) - 1n;
  return copyingTransformer({ alphabetSize, ngram, maxLength: longest > length ? longest : length });
};

/** One string and what came of it. */
export interface CopyTrial {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly letters: Uint32Array;
  /** Whether all L predictions were right. */
  readonly copied: boolean;
}

/** Runs one family of transformers in one number system. */
export class CopyTrials {
  constructor(
    private readonly build: Build,
    private readonly numbers: () => NumberSystem = float64 as () => NumberSystem,
  ) {}

  /** Every string of the sizes, in lexicographic order, teacher-forced. */
  *everyString(sizes: Iterable<Size>): Generator<CopyTrial> {
    for (const size of sizes) {
      const { alphabetSize, ngram } = size;
      for (const { letters, copied } of exhaustTeacherForced(this.runner(size), size.length)) {
        yield { alphabetSize, ngram, letters, copied };
      }
    }
  }

  /** Every string of one size, in lexicographic order, by greedy generation. */
  *everyStringGenerated(size: Size): Generator<CopyTrial> {
    const { alphabetSize, ngram, length } = size;
    const runner = this.runner(size);
    for (const letters of stringsOf(alphabetSize, length)) {
      yield { alphabetSize, ngram, letters, copied: equal(generateCopy(runner, letters), letters) };
    }
  }

  /** One string, teacher-forced. */
  teacherForced(alphabetSize: number, ngram: number, letters: Letters): CopyTrial {
    const own = Uint32Array.from(letters);
    const output = teacherForcedCopy(this.runner({ alphabetSize, ngram, length: own.length }), own);
    return { alphabetSize, ngram, letters: own, copied: equal(output, own) };
  }

  /** One string, by greedy generation. */
  generated(alphabetSize: number, ngram: number, letters: Letters): CopyTrial {
    const own = Uint32Array.from(letters);
    return {
      alphabetSize,
      ngram,
      letters: own,
      copied: equal(this.answer({ alphabetSize, ngram, letters: own }), own),
    };
  }

  /** In words: what was asked, what came out, and the repeats of n-grams that matter. */
  explain(trial: CopyTrial): string {
    const { alphabetSize, ngram, letters } = trial;
    const answer = this.answer(trial);
    const wrong = answer.findIndex((token, i) => token !== letters[i]);
    const came =
      wrong < 0
        ? 'the same string comes out'
        : `${words(answer, alphabetSize)} comes out, which first differs at position ${wrong}`;
    return `D = ${alphabetSize}, n = ${ngram}: for ${words(letters, alphabetSize)} ${came}; ${repeats(letters, ngram, alphabetSize)}.`;
  }

  private answer({ alphabetSize, ngram, letters }: Task): Uint32Array {
    return generateCopy(this.runner({ alphabetSize, ngram, length: letters.length }), letters);
  }

  private runner(size: Size): CopyRunner {
    return copyRunner(this.build(size), this.numbers());
  }
}

/** A string, and the n whose transformer is to copy it. */
export type Task = Omit<CopyTrial, 'copied'>;

/** Simpler tasks, for shrinking: fewest letters first, then a smaller alphabet or n, then smaller letters. */
export function* simplerTasks({ alphabetSize, ngram, letters }: Task): Generator<Task> {
  const { length } = letters;
  for (let i = 0; length > 1 && i < length; i++) {
    yield { alphabetSize, ngram, letters: letters.filter((_, at) => at !== i) };
  }
  if (alphabetSize > 2 && letters.every((letter) => letter < alphabetSize - 1)) {
    yield { alphabetSize: alphabetSize - 1, ngram, letters };
  }
  if (ngram > 1) {
    yield { alphabetSize, ngram: ngram - 1, letters };
  }
  for (let i = 0; i < length; i++) {
    if (letters[i]! > 0) {
      yield { alphabetSize, ngram, letters: letters.with(i, letters[i]! - 1) };
    }
  }
}

/** A trial as JSON. */
export function describeTrial({ alphabetSize, ngram, letters, copied }: CopyTrial) {
  return { alphabetSize, ngram, letters: [...letters], copied };
}

/** Whether a trial went by the exact law: x is copied if and only if it has no conflicting repeat. */
export function obeysExactLaw({ letters, ngram, copied }: CopyTrial): boolean {
  return copied === (conflictingRepeat(letters, ngram) === null);
}

/** Whether a trial went by the implication behind Theorem 2.3: a string that fails has a repeated n-gram. */
export function failsOnlyWithRepeat({ letters, ngram, copied }: CopyTrial): boolean {
  return copied || repeatedNgram(letters, ngram) !== null;
}

/** A string of tokens as text: digits where they suffice, BOS and COPY by name. */
export function words(tokens: Letters, alphabetSize: number): string {
  const names = Array.from(tokens, (token) =>
    token < alphabetSize ? String(token) : token === alphabetSize ? 'BOS' : 'COPY',
  );
  return names.join(names.every((name) => name.length === 1) ? '' : ' ');
}

function repeats(letters: Uint32Array, ngram: number, alphabetSize: number): string {
  const conflict = conflictingRepeat(letters, ngram);
  if (conflict !== null) {
    const { first, second, next } = conflict;
    const text = words(letters.slice(first, first + ngram), alphabetSize);
    return `the ${ngram}-gram ${text} at positions ${first} and ${second} is followed by ${next[0]} and by ${next[1]}`;
  }
  const repeat = repeatedNgram(letters, ngram);
  return repeat === null
    ? `no ${ngram}-gram occurs twice in it`
    : `the ${ngram}-gram at positions ${repeat.first} and ${repeat.second} is the same, and no repeat conflicts`;
}

function equal(a: Letters, b: Letters): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (letter, i) => letter === b[i]);
}
