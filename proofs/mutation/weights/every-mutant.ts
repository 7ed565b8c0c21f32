/** Every mutant, and what tells it from the construction: a string, a logit, or nothing and why. */
import { certificate, type Effort, exact, type Json, type Method, Pacer } from '@verbatim/evidence';
import { conflictingRepeat } from '@verbatim/tasks';
import {
  type CopyingTransformer,
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  float64,
} from '@verbatim/transformer';
import { words } from '../../common/copy-trials.js';
import { REASONS, reasons } from './equivalent.js';
import { firstDifference } from './look-up.js';
import { mutantCount, mutantsOf } from './mutants.js';

/** Strings of at most `lawLength` letters are run in f64, and of at most `logitLength` exactly. */
interface Size {
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly lawLength: number;
  readonly logitLength: number;
}

const size = (alphabetSize: number, ngram: number, lawLength: number, logitLength: number): Size => ({
  alphabetSize,
  ngram,
  lawLength,
  logitLength,
});

const SIZES: Record<Effort, readonly Size[]> = {
  quick: [size(2, 1, 6, 4), size(3, 1, 4, 3)],
  standard: [size(2, 1, 8, 5), size(2, 2, 8, 6), size(2, 3, 9, 6), size(3, 2, 6, 4), size(5, 1, 5, 3)],
  deep: [size(2, 1, 10, 7), size(2, 2, 10, 8), size(2, 3, 12, 8), size(3, 2, 7, 6), size(3, 3, 7, 6), size(5, 2, 5, 4)],
};

const inWords = (sizes: readonly Size[]) =>
  sizes.map((s) => `(${s.alphabetSize}, ${s.ngram}, ${s.lawLength}, ${s.logitLength})`).join(', ');

const unchanged = (construction: CopyingTransformer) => construction;

const built = ({ alphabetSize, ngram, lawLength }: Size) =>
  copyingTransformer({ alphabetSize, ngram, maxLength: lawLength });

/**
 * The exact logits of T(n) are those of the look-up formula.
 *
 * @param change what is made wrong in a control.
 */
export function everyLogit(change = unchanged): Method {
  return exact<Size>({
    name: 'every-logit',
    domain: (effort) =>
      `(D, n, L, M) = ${inWords(SIZES[effort])}: T(n) made for L letters, every logit at every position of BOS x COPY x_1 … x_{m−1} for every x of ` +
      'm ≤ M letters, as exact fractions',
    cases: (effort) => SIZES[effort],
    size: (effort) => SIZES[effort].length,
    holds: (s) => firstDifference(change(built(s)), built(s), s.logitLength) === null,
    describe: (s) => {
      const { tokens, logit } = firstDifference(change(built(s)), built(s), s.logitLength)!;
      return { alphabetSize: s.alphabetSize, ngram: s.ngram, tokens: words(tokens, s.alphabetSize), logit };
    },
    explain: () => 'The logit of this token, after these tokens, is not that of the look-up.',
  });
}

/** What the mutants are told apart by; less than everything in a control. */
export interface Checks {
  /** What is mutated. */
  readonly change?: (construction: CopyingTransformer) => CopyingTransformer;
  /** Whether exact logits are looked at; where not, only strings are. */
  readonly logits?: boolean;
  /** The longest strings looked at, when shorter than the sizes say. */
  readonly longest?: number;
}

/** Every mutant of T(n) is caught, or changes no logit and it is known why. */
export function everyMutant({ change = unchanged, logits = true, longest = Infinity }: Checks = {}): Method {
  return certificate({
    name: 'every-mutant',
    domain: (effort) =>
      `(D, n, L, M) = ${inWords(SIZES[effort])}: every mutant of T(n) made for L letters (each matrix and each of its rows negated and doubled, each row ` +
      'dropped, each window one more and one less), on every string of at most L letters in f64 against the exact law, and on every string of at most M ' +
      'letters in exact fractions against the look-up',
    check: async (effort, context) => {
      const pacer = new Pacer(context);
      const rows: Record<string, Json>[] = [];
      const survivors: Record<string, Json>[] = [];
      let mutants = 0;
      let unexplained = 0;
      for (const s of SIZES[effort]) {
        const meant = built(s);
        const original = change(meant);
        const lawLength = Math.min(s.lawLength, longest);
        const logitLength = Math.min(s.logitLength, longest);
        if (breaksLaw(original, lawLength)) unexplained++;
        const reasonFor = reasons(meant, logitLength);
        const found = { mutants: 0, caughtByStrings: 0, caughtByLogits: 0, equivalent: 0, unexplained: 0 };
        for (const mutant of mutantsOf(original)) {
          found.mutants++;
          if (breaksLaw(mutant.construction, lawLength)) found.caughtByStrings++;
          else if (logits && firstDifference(mutant.construction, meant, logitLength) !== null) found.caughtByLogits++;
          else {
            const reason = reasonFor(mutant);
            found[reason === null ? 'unexplained' : 'equivalent']++;
            survivors.push({ alphabetSize: s.alphabetSize, ngram: s.ngram, mutant: mutant.name, reason });
          }
          if (pacer.due()) await pacer.pause(mutants + found.mutants, null);
        }
        if (found.mutants !== mutantCount(original)) {
          throw new Error(`${found.mutants} mutants were made of ${mutantCount(original)}`);
        }
        mutants += found.mutants;
        unexplained += found.unexplained;
        rows.push({ alphabetSize: s.alphabetSize, ngram: s.ngram, ...found });
      }
      const caught = mutants - survivors.length;
      return {
        holds: unexplained === 0,
        cases: mutants,
        failures: unexplained,
        numbers: { mutants, caught, share: caught / mutants, rows, reasons: REASONS, survivors },
        explanation:
          'Each mutant breaks the exact law on a string, or has a logit that is not that of the look-up, or has the same logits everywhere, for a reason that ' +
          'holds for strings of every length. Those caught by logits alone copy the same strings: an arg-max does not see scaled logits, a sharper softmax or ' +
          'special tokens that lose anyway.',
      };
    },
  });
}

/** Whether the exact law is false for a string of at most so many letters, teacher-forced in f64. */
function breaksLaw(construction: CopyingTransformer, maxLength: number): boolean {
  const runner = copyRunner(construction, float64());
  for (let length = 1; length <= maxLength; length++) {
    for (const { letters, copied } of exhaustTeacherForced(runner, length)) {
      if (copied !== (conflictingRepeat(letters, construction.ngram) === null)) return true;
    }
  }
  return false;
}
