import type { Method } from '@verbatim/evidence';
import { describe, expect, it } from 'vitest';
import { randomStrings } from '../../common/random-strings.js';
import { automatonCases, randomAutomata, randomTransformerStrings } from './random-outcomes.js';

const run = (method: Method) =>
  method.run({ effort: 'quick', seed: 1, progress: () => {}, signal: new AbortController().signal });

describe('random strings', () => {
  const drawnFrom = (...shapes: NonNullable<Parameters<typeof randomStrings>[0]>) =>
    run(randomTransformerStrings(() => randomStrings(shapes, { alphabetSize: 33, ngram: 6, length: 30 })));

  it('decide nothing when a kind is drawn too seldom: no planted repeats, no conflicts', async () => {
    const all = await run(randomTransformerStrings());
    expect(all.supports).toBe('holds');
    const plain = await drawnFrom('plain');
    expect(plain).toMatchObject({ failures: '0', bound: all.bound, supports: 'undecided' });
    expect(plain).toMatchObject({ numbers: { shares: { 'planted repeat': { drawn: 0 } } } });
    const grown = await drawnFrom('grown');
    expect(grown).toMatchObject({ numbers: { shares: { 'conflicting repeat': { drawn: 0 } } }, supports: 'undecided' });
  });
});

describe('random automata', () => {
  it('decide nothing when nearly all fail at once, or when none copies', async () => {
    expect((await run(randomAutomata())).supports).toBe('holds');
    const oneLetter = automatonCases().map((drawn) => ({ ...drawn, letters: drawn.letters.slice(0, 1) }));
    expect(await run(randomAutomata(oneLetter))).toMatchObject({
      failures: '0',
      numbers: { shares: { 'first letter right and another wrong': { drawn: 0 } } },
      supports: 'undecided',
    });
    // One state says one letter: no string of two letters that differ.
    const constant = automatonCases().map((drawn) => ({ ...drawn, states: 1, letters: [0, 1] }));
    expect(await run(randomAutomata(constant))).toMatchObject({
      failures: '0',
      numbers: { shares: { 'copied string': { drawn: 0 } } },
      supports: 'undecided',
    });
  });
});
