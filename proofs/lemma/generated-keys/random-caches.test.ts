import type { Method } from '@verbatim/evidence';
import { repeatedNgram } from '@verbatim/tasks';
import { expect, it } from 'vitest';
import { randomCaches, type StringCase, stringsWithoutConflict } from './random-caches.js';

const run = (method: Method) =>
  method.run({ effort: 'quick', seed: 1, progress: () => {}, signal: new AbortController().signal });

/** The evidence of draws that are of one kind only: the others are made so. */
const changed = (change: (drawn: StringCase) => StringCase) =>
  run(randomCaches((effort) => stringsWithoutConflict(effort).map(change)));

it('decides nothing when a kind is drawn too seldom: no repeats, no stop, no short strings', async () => {
  const all = await run(randomCaches());
  expect(all.supports).toBe('holds');
  const cut = await changed((drawn) =>
    repeatedNgram(drawn.letters, drawn.ngram) === null
      ? drawn
      : { ...drawn, letters: drawn.letters.slice(0, drawn.ngram) },
  );
  expect(cut).toMatchObject({ failures: '0', bound: all.bound, supports: 'undecided' });
  expect(cut).toMatchObject({ numbers: { shares: { 'agreeing repeat': { drawn: 0 } } } });
  const endless = await changed((drawn) => ({ ...drawn, stop: false }));
  expect(endless).toMatchObject({ numbers: { shares: { 'with stop': { drawn: 0 } } }, supports: 'undecided' });
  // Any string followed by zeros alone would conflict; one letter over and over does not.
  const long = await changed((drawn) => ({ ...drawn, stop: false, letters: Array(20).fill(0) }));
  expect(long).toMatchObject({ numbers: { shares: { 'at most 16 letters': { drawn: 0 } } }, supports: 'undecided' });
});
