/** Strings that are really run with as many bits as Remark 2.6 allows. */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { conflictingRepeat, deBruijnString } from '@verbatim/tasks';
import {
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  significand,
  teacherForcedCopy,
} from '@verbatim/transformer';

type Size = readonly [alphabetSize: number, ngram: number, length: number];

const binary = (ngrams: readonly number[], lengths: readonly number[]) =>
  ngrams.flatMap((ngram) => lengths.map((length): Size => [2, ngram, length]));

/** Sizes all of whose strings are run. */
const EXHAUSTED: Record<Effort, readonly Size[]> = {
  quick: binary([2, 3], [6, 8]),
  standard: [...binary([1, 2, 3, 4], [4, 8, 10]), [3, 2, 6]],
  deep: [...binary([1, 2, 3, 4], [4, 8, 12]), [3, 2, 8], [5, 1, 6]],
};
const DE_BRUIJN: Record<Effort, number> = { quick: 64, standard: 256, deep: 1_024 };

interface Run {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly bits: number;
  readonly letters: Uint32Array;
  readonly copied: boolean;
}

/** Strings without a conflicting repeat, run in arithmetic of the given width. */
export function runsAtTheWidth(width: (ngram: number, alphabetSize: number, softmaxScale: number) => number): Method {
  const runnerFor = (alphabetSize: number, ngram: number, maxLength: number) => {
    const construction = copyingTransformer({ alphabetSize, ngram, maxLength });
    const bits = width(ngram, alphabetSize, construction.softmaxScale);
    return { runner: copyRunner(construction, significand(bits)), bits };
  };
  return exhaustion<Run>({
    name: 'runs-at-the-width',
    domain: (effort) =>
      `every string without a conflicting repeat for (D, n, L) = ${EXHAUSTED[effort].map((size) => `(${size.join(', ')})`).join(', ')}, and a ` +
      `de Bruijn string of each order n over D = 2, 3, 4, 5 and 26 letters with Dⁿ ≤ ${DE_BRUIJN[effort]}; teacher-forced, every operation ` +
      'rounded to p(n, D, L) bits, exponents not bounded',
    *cases(effort) {
      for (const [alphabetSize, ngram, length] of EXHAUSTED[effort]) {
        const { runner, bits } = runnerFor(alphabetSize, ngram, length);
        for (const { letters, copied } of exhaustTeacherForced(runner, length)) {
          if (conflictingRepeat(letters, ngram) === null) yield { alphabetSize, ngram, bits, letters, copied };
        }
      }
      for (const alphabetSize of [2, 3, 4, 5, 26]) {
        for (let ngram = 1; alphabetSize ** ngram <= DE_BRUIJN[effort]; ngram++) {
          const letters = deBruijnString(alphabetSize, ngram);
          const { runner, bits } = runnerFor(alphabetSize, ngram, letters.length);
          const copied = teacherForcedCopy(runner, letters).every((letter, i) => letter === letters[i]);
          yield { alphabetSize, ngram, bits, letters, copied };
        }
      }
    },
    holds: ({ copied }) => copied,
    describe: ({ alphabetSize, ngram, bits, letters }) => ({ alphabetSize, ngram, bits, letters: [...letters] }),
    explain: ({ ngram, bits, letters }) =>
      `${letters.join(' ')} has no conflicting ${ngram}-gram, and does not come out with ${bits} bits of significand`,
  });
}
