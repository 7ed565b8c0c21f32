import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { draws, equally, excessOfFrequencies, tally } from './frequencies.testing.js';
import { randomSource } from './random.js';

const DRAWS = 60_000;

describe('a random source replays', () => {
  // Changing one of these numbers changes every seeded result of the project.
  it('the same numbers in every version', () => {
    const random = randomSource(20_240_201, 'replay', 1);
    expect([...random.letters(12, 26)]).toMatchInlineSnapshot(`
      [
        13,
        5,
        8,
        19,
        18,
        25,
        19,
        23,
        19,
        22,
        21,
        6,
      ]
    `);
    expect([...draws(4, () => random.integer(-(2 ** 52), 2 ** 52 - 1))]).toMatchInlineSnapshot(`
      [
        -1427459452823670,
        -1521706422200963,
        -3570707245460576,
        2818238912392156,
      ]
    `);
    expect([...draws(3, () => random.real())]).toMatchInlineSnapshot(`
      [
        0.870268909543644,
        0.2963512596821464,
        0.3573678502778983,
      ]
    `);
  });

  const names = fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 });

  test.prop([fc.maxSafeInteger(), names])('whatever the seed and the names', (seed, streams) => {
    const [one, again] = [randomSource(seed, ...streams), randomSource(seed, ...streams)];
    expect(one.letters(20, 7)).toEqual(again.letters(20, 7));
    expect(one.integer(-5, 2 ** 40)).toBe(again.integer(-5, 2 ** 40));
    expect(one.real()).toBe(again.real());
  });

  test.prop([fc.maxSafeInteger(), fc.nat({ max: 50 })])('one stream whatever is drawn from another', (seed, drawn) => {
    const [disturbed, other] = [randomSource(seed, 'a'), randomSource(seed, 'b')];
    const first = disturbed.letters(10, 2 ** 32);
    other.letters(drawn, 10);
    const source = randomSource(seed, 'a');
    expect([...source.letters(10, 2 ** 32), ...source.letters(10, 2 ** 32)]).toEqual([
      ...first,
      ...disturbed.letters(10, 2 ** 32),
    ]);
  });
});

describe('the streams of random sources', () => {
  it('are all different, numbers and texts as names too', () => {
    const sources = [
      randomSource(1),
      randomSource(-1),
      randomSource(1, 1),
      randomSource(1, '1'),
      randomSource(11),
      randomSource(1, 'a', 'b'),
      randomSource(1, 'ab'),
      randomSource(1, 'a,b'),
      randomSource(1, 'b', 'a'),
      randomSource(1, ''),
    ];
    const starts = sources.map((source) => source.letters(4, 2 ** 32).join());
    expect(new Set(starts).size).toBe(sources.length);
  });

  it.each([
    ['seeds', (i: number) => randomSource(i)],
    ['numbered streams', (i: number) => randomSource(7, 'sampled', i)],
    ['named streams', (i: number) => randomSource(7, `x${i}`)],
  ])('start as evenly as one goes on: %s', (_, sourceOf) => {
    let i = 0;
    const first = [...draws(DRAWS, () => sourceOf(i++).integer(0, 5))];
    expect(excessOfFrequencies(tally(first), equally([0, 1, 2, 3, 4, 5]))).toBeLessThan(1);
    // The first draws of neighbours, as pairs: all 36 come equally often.
    const pairs = first.slice(1).map((value, at) => 6 * first[at] + value);
    expect(excessOfFrequencies(tally(pairs), equally(Array.from({ length: 36 }, (_, pair) => pair)))).toBeLessThan(1);
  });

  it('do not follow each other in step', () => {
    const [a, b] = [randomSource(7, 1), randomSource(7, 2)];
    const pairs = draws(DRAWS, () => 4 * a.integer(0, 3) + b.integer(0, 3));
    expect(excessOfFrequencies(tally(pairs), equally(Array.from({ length: 16 }, (_, pair) => pair)))).toBeLessThan(1);
  });
});

describe('no value is favoured', () => {
  it.each([1, 2, 3, 6, 7, 26, 64, 100])('among integers of a range of %i, from the least to the greatest', (size) => {
    const random = randomSource(1, 'integers', size);
    const low = -Math.floor(size / 2);
    const values = Array.from({ length: size }, (_, i) => low + i);
    const drawn = tally(draws(DRAWS, () => random.integer(low, low + size - 1)));
    expect([...drawn.keys()].sort()).toEqual(values.map(String).sort());
    if (size > 1) expect(excessOfFrequencies(drawn, equally(values))).toBeLessThan(1);
  });

  it.each([2, 3, 26, 256])('among letters of %i', (size) => {
    const letters = randomSource(1, 'letters').letters(DRAWS, size);
    const values = Array.from({ length: size }, (_, letter) => letter);
    expect(excessOfFrequencies(tally(letters), equally(values))).toBeLessThan(1);
  });

  it('among the strings of eight binary letters in a row', () => {
    const random = randomSource(1, 'strings');
    const values = Array.from({ length: 256 }, (_, string) => string);
    const drawn = draws(DRAWS, () => random.letters(8, 2).reduce((number, letter) => 2 * number + letter, 0));
    expect(excessOfFrequencies(tally(drawn), equally(values))).toBeLessThan(1);
  });

  it('in a range that is no divisor of 2³² and as wide as makes a remainder favour its lower third', () => {
    const random = randomSource(1, 'wide');
    const size = 3 * 2 ** 30;
    const thirds = draws(DRAWS, () => Math.floor(random.integer(0, size - 1) / 2 ** 30));
    expect(excessOfFrequencies(tally(thirds), equally([0, 1, 2]))).toBeLessThan(1);
  });

  it('in the widest range, of 2⁵³ integers', () => {
    const random = randomSource(1, 'widest');
    const eighths = draws(DRAWS, () => Math.floor(random.integer(-(2 ** 52), 2 ** 52 - 1) / 2 ** 50));
    expect(excessOfFrequencies(tally(eighths), equally([-4, -3, -2, -1, 0, 1, 2, 3]))).toBeLessThan(1);
  });

  it('among reals, neither in their leading nor in their last digits', () => {
    const random = randomSource(1, 'reals');
    const reals = [...draws(DRAWS, () => random.real())];
    expect(reals.every((real) => real >= 0 && real < 1 && Number.isInteger(real * 2 ** 53))).toBe(true);
    const values = Array.from({ length: 16 }, (_, i) => i);
    expect(excessOfFrequencies(tally(reals.map((real) => Math.floor(16 * real))), equally(values))).toBeLessThan(1);
    expect(excessOfFrequencies(tally(reals.map((real) => (real * 2 ** 53) % 16)), equally(values))).toBeLessThan(1);
  });
});

describe('a random source refuses', () => {
  it.each([1.5, Number.NaN, 2 ** 53])('the seed %s', (seed) => {
    expect(() => randomSource(seed)).toThrow(
      new RangeError(`seed ${seed}: accepted is an integer from −(2⁵³−1) to 2⁵³−1`),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('the stream %s', (stream) => {
    expect(() => randomSource(1, 'a', stream)).toThrow(
      new RangeError(`random stream ${stream}: accepted is a text or a finite number`),
    );
  });

  it.each([
    [1, 0],
    [0.5, 1],
    [0, 2 ** 53],
    [-(2 ** 53 - 1), 2 ** 53 - 1],
    [Number.NaN, 1],
  ])('integers from %s to %s', (low, high) => {
    expect(() => randomSource(1).integer(low, high)).toThrow(RangeError);
  });

  it.each([
    [-1, 2],
    [1.5, 2],
    [3, 0],
    [3, 2 ** 32 + 1],
    [3, 2.5],
  ])('%s letters of %s', (length, alphabetSize) => {
    expect(() => randomSource(1).letters(length, alphabetSize)).toThrow(RangeError);
  });
});
