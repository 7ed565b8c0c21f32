/** The argument behind the bounds: how often one pair of windows collides, and how many pairs there are. */
import { certificate, type Effort, type Method } from '@verbatim/evidence';
import { type Letters, stringsOf } from '@verbatim/tasks';

/** The number of strings in which two windows collide, for one offset between them. */
export interface OffsetCount {
  readonly alphabetSize: number;
  readonly ngram: number;
  /** How many letters later the second window starts; it overlaps the first if this is less than n. */
  readonly offset: number;
  /** Of the D^(n+d+1) strings that both windows and the letter behind them span, those in which the n-grams are equal. */
  readonly collisions: number;
  /** Those in which the n-grams are equal and the letters behind them differ. */
  readonly conflicts: number;
}

/** Are the windows of n letters at 0 and at `offset` equal? */
export type Collides = (x: Letters, offset: number, ngram: number) => boolean;

/** As defined: all n letters agree. */
export const collides: Collides = (x, offset, ngram) => {
  for (let i = 0; i < ngram; i++) {
    if (x[i] !== x[i + offset]) return false;
  }
  return true;
};

/** Counts the collisions of two windows by listing every string that they span. */
export function countCollisions(
  alphabetSize: number,
  ngram: number,
  offset: number,
  windowsCollide: Collides = collides,
): OffsetCount {
  let [collisions, conflicts] = [0, 0];
  for (const x of stringsOf(alphabetSize, ngram + offset + 1)) {
    if (windowsCollide(x, offset, ngram)) {
      collisions++;
      if (x[ngram] !== x[ngram + offset]) conflicts++;
    }
  }
  return { alphabetSize, ngram, offset, collisions, conflicts };
}

const LARGEST_NGRAM: Record<Effort, Readonly<Record<number, number>>> = {
  quick: { 2: 6, 3: 4, 4: 3, 5: 2, 8: 1, 16: 1 },
  standard: { 2: 8, 3: 5, 4: 4, 5: 3, 8: 2, 16: 2, 26: 1 },
  deep: { 2: 10, 3: 6, 4: 5, 5: 4, 8: 3, 16: 2, 26: 2 },
};

function* offsets(effort: Effort, windowsCollide: Collides): Generator<OffsetCount> {
  for (const [alphabetSize, largest] of Object.entries(LARGEST_NGRAM[effort])) {
    for (let ngram = 1; ngram <= largest; ngram++) {
      for (let offset = 1; offset <= ngram; offset++) {
        yield countCollisions(Number(alphabetSize), ngram, offset, windowsCollide);
      }
    }
  }
}

/** Collisions have probability D⁻ⁿ, and conflicts D⁻ⁿ (1 − 1/D). */
function asArgued({ alphabetSize, offset, collisions, conflicts }: OffsetCount): boolean {
  // Of n + d + 1 letters the collision decides n; the last of the others has one value less if it must differ.
  return collisions === alphabetSize ** (offset + 1) && conflicts === alphabetSize ** offset * (alphabetSize - 1);
}

/** The certificate, which takes from the number of pairs to the bound in the words of `union`. */
export function pairCollisions(union: string, windowsCollide: Collides = collides): Method {
  return certificate({
    name: 'pair-collisions',
    domain: (effort) =>
      `every L, ${Object.entries(LARGEST_NGRAM[effort])
        .map(([alphabetSize, largest]) => `D = ${alphabetSize} with n ≤ ${largest}`)
        .join(
          ', ',
        )}: for every offset d ≤ n of two windows, all D^(n+d+1) strings that they and the letter behind them span`,
    async check(effort, { signal }) {
      const counts: OffsetCount[] = [];
      for (const count of offsets(effort, windowsCollide)) {
        counts.push(count);
        await new Promise(setImmediate);
        signal.throwIfAborted();
      }
      const failures = counts.filter((count) => !asArgued(count));
      // Of each D the largest n, which has the most ways to overlap.
      const largest = counts.filter(({ alphabetSize, ngram }) => ngram === LARGEST_NGRAM[effort][alphabetSize]);
      return {
        holds: failures.length === 0,
        cases: counts.length,
        failures: failures.length,
        numbers: { counts: (failures.length > 0 ? failures.slice(0, 3) : largest).map((count) => ({ ...count })) },
        explanation:
          'Two windows d letters apart are equal if x[k+d] = x[k] for k = 0 … n−1. Taken in this order, each equation decides a ' +
          'letter later than all that the ones before speak of, whether the windows overlap or not. So each of the n equations ' +
          'holds in one of D cases: the pair collides with probability D⁻ⁿ, and x[n+d] ≠ x[n] has the further factor 1 − 1/D. The ' +
          'counts are D^(d+1) and D^d (D−1) for every offset up to n; windows further apart have d − n free letters between them ' +
          `and count as at d = n. An event is no more likely than its pairs together: ${union}`,
      };
    },
  });
}
