import { expect, it } from 'vitest';
import { letterStrings } from './letter-strings.js';

it('lists every string once, in lexicographic order', () => {
  const strings = [...letterStrings({ alphabetSize: 3, length: 2 })].map((letters) => letters.join(''));
  expect(strings).toEqual(['00', '01', '02', '10', '11', '12', '20', '21', '22']);
  expect([...letterStrings({ alphabetSize: 2, length: 0 })]).toEqual([[]]);
});
