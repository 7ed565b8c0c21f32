import { expect, it } from 'vitest';
import { atMostFactor, widthFormulas } from './width-formulas.js';

const hidden = (stop: boolean) => widthFormulas(stop).find(({ name }) => name === "block 1's hidden layer")!;

it.each([false, true])('bounds the hidden layer by 14 n log2 D and by nothing less (stop: %s)', (stop) => {
  expect(atMostFactor(hidden(stop), 14)).toMatchObject({ holds: true });
  expect(atMostFactor(hidden(stop), 13)).toMatchObject({ holds: false });
  expect(hidden(stop).width(1, 1)).toBe(14);
});

it('lists the coefficients of what is left', () => {
  expect(atMostFactor(hidden(false), 14)).toMatchObject({ oneBit: [0, 10], moreBits: [2, 20, 8, 12] });
});

it('refuses a width that is not linear, whatever its first values are', () => {
  const width = (n: number, bits: number) => (n < 40 ? n * bits : n * n * bits);
  expect(atMostFactor({ ...hidden(false), width }, 14).holds).toBe(false);
});
