/** The figures of this folder's README are those that the chain has. */
import { readFile } from 'node:fs/promises';
import { fractionToNumber } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { BOUNDS, tightnessRow } from './chain.js';
import { lastLetters, longKeys, visitedSets } from './counters.js';
import { hasLongKey } from './long-keys.js';

const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function closeTo(shown: string, value: number | null) {
  if (value === null) expect(shown).toBe('–');
  else expect(Number(shown) / value, `${shown} for ${value}`).toBeCloseTo(1, 2);
}

const counted = readme.split('\n').filter((line) => /^\| \d+, \d+, \d+ /.test(line));

describe('how tight', () => {
  it('has seven sizes', () => expect(counted).toHaveLength(7));

  it.each(counted)('%s', (line) => {
    const [sizes, ...shown] = cells(line);
    const [alphabetSize, ngram, length] = sizes!.split(', ').map(Number) as [number, number, number];
    const size = { alphabetSize, ngram, length };
    const counter = hasLongKey(size) ? longKeys() : alphabetSize ** ngram <= 16 ? visitedSets() : lastLetters();
    const counts = counter.counts(size)[length - 1]!;
    const row = tightnessRow({ size, failures: counts.conflicts, ...counts });
    const { err, pNgram, errOverSecondMoment, boundOverErr, startsOverNgram, pairsOverNgram } = row;
    const values = [err, pNgram, errOverSecondMoment, boundOverErr, startsOverNgram, pairsOverNgram];
    expect(shown).toHaveLength(values.length);
    for (const [i, value] of values.entries()) closeTo(shown[i]!, value);
  });
});

const bracketed = readme.split('\n').filter((line) => /^\| \d+ +\| 0/.test(line));

describe('where nothing can be counted', () => {
  it('has seven n', () => expect(bracketed).toHaveLength(7));

  it.each(bracketed)('%s', (line) => {
    const [ngram, least, most] = cells(line);
    const size = { alphabetSize: 2, ngram: Number(ngram), length: 1000 };
    closeTo(least!, fractionToNumber(BOUNDS.apart('conflict', size)));
    closeTo(most!, Math.min(1, fractionToNumber(BOUNDS.conflicts(size))));
  });
});
