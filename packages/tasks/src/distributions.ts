/** Copy distributions: i.i.d. letters, one string, or a list of strings with weights. All probabilities are exact. */

import type { ListedCopyDistribution, WeightedString } from './copy-distribution.js';
import { stringsOf } from './strings.js';
import { assertLetters, type Letters, vocabulary } from './vocabulary.js';
import { weightedDraw } from './weighted-draw.js';

function assertLength(length: number): void {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`string length L = ${length}: accepted is an integer of at least 1`);
  }
}

/**
 * The uniform copy distribution: L letters, i.i.d. uniform over D.
 *
 * @throws RangeError unless D ≥ 2 and L ≥ 1 are integers.
 */
export function uniformCopies(alphabetSize: number, length: number): ListedCopyDistribution {
  vocabulary(alphabetSize);
  assertLength(length);
  return {
    name: `uniform(D=${alphabetSize}, L=${length})`,
    alphabetSize,
    length,
    sample: (random) => random.letters(length, alphabetSize),
    *support() {
      const probability = { numerator: 1n, denominator: BigInt(alphabetSize) ** BigInt(length) };
      for (const letters of stringsOf(alphabetSize, length)) {
        yield { letters, probability };
      }
    },
  };
}

/**
 * The distribution that always draws x.
 *
 * @param x - (L) letters, at least one.
 * @throws RangeError if D is no integer of at least 2, x is empty, or x holds anything but letters of D.
 */
export function pointMass(x: Letters, alphabetSize: number): ListedCopyDistribution {
  const table = tabulatedCopies(alphabetSize, [{ letters: x, weight: 1 }]);
  return { ...table, name: `point-mass(D=${alphabetSize}, L=${table.length})` };
}

/**
 * L i.i.d. letters, of which a is drawn with the probability `weights[a]` over the sum of all weights. D is their number.
 *
 * @param weights - (D) integers of at least 0, not all 0.
 * @throws RangeError if a weight, D or L is out of its range, or the weights sum to 2⁵³ or more.
 */
export function skewedCopies(weights: readonly number[], length: number): ListedCopyDistribution {
  const alphabetSize = weights.length;
  vocabulary(alphabetSize);
  assertLength(length);
  const { total, draw } = weightedDraw(weights);
  const drawn = [...weights.entries()].filter(([, weight]) => weight > 0);
  return {
    name: `skewed(weights=${weights.join(':')}, L=${length})`,
    alphabetSize,
    length,
    sample: (random) => Uint32Array.from({ length }, () => draw(random)),
    *support() {
      const denominator = BigInt(total) ** BigInt(length);
      for (const choices of stringsOf(drawn.length, length)) {
        let numerator = 1n;
        for (const choice of choices) {
          numerator *= BigInt(drawn[choice][1]);
        }
        yield { letters: choices.map((choice) => drawn[choice][0]), probability: { numerator, denominator } };
      }
    },
  };
}

/** A string and how often it is drawn, relative to the others of its table. */
export interface TabulatedString {
  readonly letters: Letters;
  /** An integer of at least 0. */
  readonly weight: number;
}

/**
 * Any distribution with finitely many rational probabilities: each string of the table is drawn with its weight over the
 * sum of all weights. A string that the table has twice counts with both weights.
 *
 * @param alphabetSize - D ≥ 2.
 * @param table - strings of one and the same length L ≥ 1.
 * @throws RangeError if the table is empty, a string is empty, of another length than the first, or holds anything but
 * letters of D, or a weight is out of its range, all are 0, or they sum to 2⁵³ or more.
 */
export function tabulatedCopies(alphabetSize: number, table: readonly TabulatedString[]): ListedCopyDistribution {
  vocabulary(alphabetSize);
  if (table.length === 0) {
    throw new RangeError('a table of 0 strings: accepted are one or more');
  }
  const length = table[0].letters.length;
  assertLength(length);
  for (const { letters } of table) {
    if (letters.length !== length) {
      throw new RangeError(`a table of strings of ${length} and ${letters.length} letters: accepted is one length`);
    }
    assertLetters(letters, alphabetSize);
  }
  const { total, draw } = weightedDraw(table.map(({ weight }) => weight));
  const strings = table.map(({ letters }) => Uint32Array.from(letters));
  // By string, in the order of the table.
  const merged = new Map<string, { letters: Uint32Array; weight: number }>();
  for (const [i, letters] of strings.entries()) {
    const weight = (merged.get(letters.join())?.weight ?? 0) + table[i].weight;
    merged.set(letters.join(), { letters, weight });
  }
  const drawn = [...merged.values()].filter(({ weight }) => weight > 0);
  return {
    name: `tabulated(D=${alphabetSize}, L=${length}, strings=${drawn.length})`,
    alphabetSize,
    length,
    sample: (random) => strings[draw(random)].slice(),
    *support(): Generator<WeightedString> {
      for (const { letters, weight } of drawn) {
        yield {
          letters: letters.slice(),
          probability: { numerator: BigInt(weight), denominator: BigInt(total) },
        };
      }
    },
  };
}
