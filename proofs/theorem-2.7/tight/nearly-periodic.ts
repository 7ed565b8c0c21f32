/** Random strings of which half have period k and half differ from such a string in one letter. */
import type { Share } from '@verbatim/evidence';
import * as fc from 'fast-check';
import type { RegisterString } from '../../common/gssm-register-strings.js';

const MAX_ALPHABET_SIZE = 256;

/** The distribution of `nearlyPeriodic` in words. */
export function nearlyPeriodicInWords(maxLength: number): string {
  return (
    `D uniform from 2 to ${MAX_ALPHABET_SIZE}, L from 1 to ${maxLength}, k from 0 to L; k uniform letters repeated to length L (for k = 0 ` +
    'the letter 0), and in half of the strings one letter, at a uniform place, replaced by another'
  );
}

/** Strings of at most `maxLength` letters. */
export function nearlyPeriodic(maxLength: number): fc.Arbitrary<RegisterString> {
  return fc
    .record({
      alphabetSize: fc.integer({ min: 2, max: MAX_ALPHABET_SIZE }),
      length: fc.integer({ min: 1, max: maxLength }),
    })
    .chain(({ alphabetSize, length }) =>
      fc.integer({ min: 0, max: length }).chain((kept) =>
        fc
          .record({
            period: fc.array(fc.integer({ min: 0, max: alphabetSize - 1 }), { minLength: kept, maxLength: kept }),
            replaced: fc.boolean(),
            place: fc.integer({ min: 0, max: length - 1 }),
            shift: fc.integer({ min: 1, max: alphabetSize - 1 }),
          })
          .map(({ period, replaced, place, shift }) => {
            const letters = Array.from({ length }, (_, i) => (kept === 0 ? 0 : period[i % kept]!));
            if (replaced) letters[place] = (letters[place]! + shift) % alphabetSize;
            return { alphabetSize, kept, letters };
          }),
      ),
    );
}

/** Of the draws 46 % or more have two periods, and 2 % or more k = 0. */
export const NEARLY_PERIODIC_SHARES: readonly Share<RegisterString>[] = [
  { name: 'two periods or more', has: ({ letters, kept }) => kept > 0 && 2 * kept <= letters.length, least: 0.15 },
  { name: 'k = 0', has: ({ kept }) => kept === 0, least: 0.005 },
];
