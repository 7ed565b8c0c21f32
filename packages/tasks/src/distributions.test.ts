import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { ListedCopyDistribution } from './copy-distribution.js';
import { pointMass, skewedCopies, tabulatedCopies, uniformCopies } from './distributions.js';
import { equalFractions, type Fraction, fractionToNumber } from './fraction.js';
import { draws, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';

const ZERO: Fraction = { numerator: 0n, denominator: 1n };
const ONE: Fraction = { numerator: 1n, denominator: 1n };

function add(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** The probabilities of the strings of the support, checked to list each once, with a positive probability, and to sum to 1. */
function probabilities(distribution: ListedCopyDistribution): Map<string, Fraction> {
  const listed = new Map<string, Fraction>();
  let sum = ZERO;
  for (const { letters, probability } of distribution.support()) {
    expect(letters.length).toBe(distribution.length);
    expect(Math.max(...letters)).toBeLessThan(distribution.alphabetSize);
    expect(listed.has(letters.join())).toBe(false);
    expect(probability.numerator > 0n && probability.denominator > 0n).toBe(true);
    listed.set(letters.join(), probability);
    sum = add(sum, probability);
  }
  expect(equalFractions(sum, ONE)).toBe(true);
  return listed;
}

function numbers(listed: Map<string, Fraction>): Map<string, number> {
  return new Map([...listed].map(([string, probability]) => [string, fractionToNumber(probability)]));
}

/** A table with each weight in it, some strings twice and some with weight 0. */
const table = [
  { letters: [0, 1, 2], weight: 3 },
  { letters: [2, 2, 2], weight: 0 },
  { letters: [1, 1, 0], weight: 4 },
  { letters: [0, 1, 2], weight: 2 },
  { letters: [0, 0, 0], weight: 1 },
  { letters: [1, 1, 0], weight: 0 },
];

const weightLists = fc
  .array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 4 })
  .filter((weights) => weights.some((weight) => weight > 0));

describe.each([
  ['uniform', uniformCopies(3, 4)],
  ['one string', pointMass([2, 0, 1], 3)],
  ['skewed, one letter of weight 0', skewedCopies([3, 0, 1, 2], 3)],
  ['skewed, one letter only', skewedCopies([0, 7], 4)],
  ['a table', tabulatedCopies(3, table)],
] as const)('a copy distribution: %s', (_, distribution) => {
  it('samples its strings as often as their exact probabilities say, and no others', () => {
    const random = randomSource(5, distribution.name);
    const listed = probabilities(distribution);
    const drawn = tally(draws(30_000, () => distribution.sample(random)));
    expect([...drawn.keys()].every((string) => listed.has(string))).toBe(true);
    if (listed.size > 1) expect(excessOfFrequencies(drawn, numbers(listed))).toBeLessThan(1);
  });

  it('replays from the seed', () => {
    const sampled = (seed: number) => {
      const random = randomSource(seed);
      return [...draws(10, () => [...distribution.sample(random)])];
    };
    expect(sampled(8)).toEqual(sampled(8));
  });

  it('gives each string in an array of its own', () => {
    const random = randomSource(1);
    const before = probabilities(distribution);
    for (const { letters } of distribution.support()) letters.fill(0);
    for (const sample of draws(20, () => distribution.sample(random))) sample.fill(0);
    expect(probabilities(distribution)).toEqual(before);
    const drawn = tally(draws(50, () => distribution.sample(random)));
    expect([...drawn.keys()].every((string) => before.has(string))).toBe(true);
  });
});

describe('the uniform copy distribution', () => {
  it.each([
    [2, 1],
    [2, 7],
    [3, 4],
    [5, 2],
  ])('gives each of the D^L strings the same share: D = %i, L = %i', (alphabetSize, length) => {
    const listed = probabilities(uniformCopies(alphabetSize, length));
    const share = { numerator: 1n, denominator: BigInt(alphabetSize ** length) };
    expect(listed.size).toBe(alphabetSize ** length);
    expect([...listed.values()].every((probability) => equalFractions(probability, share))).toBe(true);
  });

  it('refuses an alphabet of 1, and strings of no letters', () => {
    expect(() => uniformCopies(1, 3)).toThrow('alphabet size D = 1');
    expect(() => uniformCopies(2, 0)).toThrow(
      new RangeError('string length L = 0: accepted is an integer of at least 1'),
    );
    expect(() => uniformCopies(2, 1.5)).toThrow('string length L = 1.5');
  });
});

describe('a point mass', () => {
  it('always draws its string, also when the array it was made from changes', () => {
    const x = [1, 0, 1];
    const distribution = pointMass(x, 2);
    x.fill(0);
    expect([...distribution.sample(randomSource(1))]).toEqual([1, 0, 1]);
    expect([...probabilities(distribution).keys()]).toEqual(['1,0,1']);
  });

  it('refuses no letters, and what is no letter', () => {
    expect(() => pointMass([], 2)).toThrow('string length L = 0');
    expect(() => pointMass([0, 2], 2)).toThrow('letter 2 at position 1');
  });
});

describe('a skewed distribution', () => {
  test.prop([weightLists, fc.integer({ min: 1, max: 4 })])(
    'gives a string the product of the shares of its letters',
    (weights, length) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const listed = probabilities(skewedCopies(weights, length));
      expect(listed.size).toBe(weights.filter((weight) => weight > 0).length ** length);
      for (const [string, probability] of listed) {
        const numerator = string.split(',').reduce((product, letter) => product * weights[Number(letter)], 1);
        expect(
          equalFractions(probability, { numerator: BigInt(numerator), denominator: BigInt(total) ** BigInt(length) }),
        ).toBe(true);
      }
    },
  );

  it('with equal weights is the uniform one', () => {
    const uniform = probabilities(uniformCopies(3, 3));
    for (const [string, probability] of probabilities(skewedCopies([2, 2, 2], 3))) {
      expect(equalFractions(probability, uniform.get(string)!)).toBe(true);
    }
  });

  it.each([
    [[1], 3],
    [[0, 0], 3],
    [[1, -1], 3],
    [[1, 0.5], 3],
    [[1, 1], 0],
  ])('refuses weights %j and length %s', (weights, length) => {
    expect(() => skewedCopies(weights, length)).toThrow(RangeError);
  });
});

describe('a table of strings', () => {
  it('adds the weights of a string that it has twice, and leaves out those of weight 0', () => {
    expect(numbers(probabilities(tabulatedCopies(3, table)))).toEqual(
      new Map([
        ['0,1,2', 0.5],
        ['1,1,0', 0.4],
        ['0,0,0', 0.1],
      ]),
    );
  });

  it('keeps letters of several digits apart', () => {
    const listed = probabilities(
      tabulatedCopies(112, [
        { letters: [1, 11], weight: 1 },
        { letters: [11, 1], weight: 1 },
      ]),
    );
    expect(listed.size).toBe(2);
  });

  it('refuses an empty table, two lengths, and what is no letter', () => {
    expect(() => tabulatedCopies(2, [])).toThrow(new RangeError('a table of 0 strings: accepted are one or more'));
    const mixed = [
      { letters: [0, 1], weight: 1 },
      { letters: [0], weight: 1 },
    ];
    expect(() => tabulatedCopies(2, mixed)).toThrow(
      new RangeError('a table of strings of 2 and 1 letters: accepted is one length'),
    );
    expect(() => tabulatedCopies(2, [{ letters: [2], weight: 1 }])).toThrow('letter 2 at position 0');
    expect(() => tabulatedCopies(2, [{ letters: [1], weight: 0 }])).toThrow('sum 0');
  });
});
