import { fc, test } from '@fast-check/vitest';
import { registerMachine } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { NEARLY_PERIODIC_SHARES, nearlyPeriodic } from '../theorem-2.7/tight/nearly-periodic.js';
import { hasPeriod, onRegisterStrings, type RegisterString } from './gssm-register-strings.js';

describe('the period of a string', () => {
  it.each([
    [[0, 0, 0], 0, true],
    [[1, 1, 1], 0, false],
    [[1, 1, 1], 1, true],
    [[1, 0, 1], 1, false],
    [[1, 0, 1], 2, true],
    [[0, 1, 1], 2, false],
    [[0, 1, 1], 3, true],
  ])('of %j is %i: %s', (letters, k, periodic) => {
    expect(hasPeriod(letters, k)).toBe(periodic);
  });

  test.prop([fc.array(fc.nat({ max: 1 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 12 })])(
    'is k if and only if the first k letters, repeated, give it',
    (letters, k) => {
      expect(hasPeriod(letters, k)).toBe(letters.every((letter, i) => letter === letters[i % k]));
    },
  );
});

describe('the random strings', () => {
  it('have period k in half of the cases, and where the letter replaced is not repeated', () => {
    const drawn = fc.sample(fc.noBias(nearlyPeriodic(60)), { seed: 1, numRuns: 1000 });
    const periodic = drawn.filter(({ letters, kept }) => hasPeriod(letters, kept)).length;
    expect(periodic).toBeGreaterThan(500);
    expect(periodic).toBeLessThan(750);
    for (const { letters, kept, alphabetSize } of drawn) {
      expect(kept).toBeLessThanOrEqual(letters.length);
      expect(Math.max(...letters)).toBeLessThan(alphabetSize);
    }
  });
});

describe('the register on random strings', () => {
  const changed = (change: (drawn: RegisterString) => RegisterString) =>
    onRegisterStrings({
      build: registerMachine,
      words: () => 'strings',
      arbitrary: () => nearlyPeriodic(60).map(change),
      shares: NEARLY_PERIODIC_SHARES,
    }).run({ effort: 'quick', seed: 1, progress: () => {}, signal: new AbortController().signal });
  const withoutKind = (name: string) => ({
    failures: '0',
    numbers: { shares: { [name]: { drawn: 0 } } },
    supports: 'undecided',
  });

  it('decides something when every kind is drawn', async () => {
    expect((await changed((drawn) => drawn)).supports).toBe('holds');
  });

  it('decides nothing when a kind is drawn too seldom', async () => {
    const whole = await changed((drawn) => ({ ...drawn, kept: drawn.letters.length }));
    expect(whole).toMatchObject(withoutKind('not period k'));
    expect(whole).toMatchObject(withoutKind('two periods or more'));
    const one = await changed((drawn) => ({ ...drawn, kept: 1, letters: [...drawn.letters, 0, 1] }));
    expect(one).toMatchObject(withoutKind('period k'));
    expect(one).toMatchObject(withoutKind('k = 0'));
    const long = await changed((drawn) => ({ ...drawn, letters: [...drawn.letters, ...Array(16).fill(0)] }));
    expect(long).toMatchObject(withoutKind('at most 16 letters'));
  });
});
