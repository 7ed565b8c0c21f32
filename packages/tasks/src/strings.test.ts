import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { stringsOf } from './strings.js';

it('lists every string once, in lexicographic order', () => {
  const strings = Array.from(stringsOf(3, 2), (x) => x.join(''));
  expect(strings).toEqual(['00', '01', '02', '10', '11', '12', '20', '21', '22']);
});

test.prop([fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 })])(
  'the i-th string is i written in base D',
  (D, L) => {
    const strings = [...stringsOf(D, L)];
    expect(strings.map((x) => x.reduce((value, letter) => value * D + letter, 0))).toEqual([...Array(D ** L).keys()]);
    expect(strings.every((x) => x.length === L && x.every((letter) => letter < D))).toBe(true);
  },
);

it('gives each string in an array of its own', () => {
  const [first, second] = stringsOf(2, 3);
  first.fill(9);
  expect([...second]).toEqual([0, 0, 1]);
});
