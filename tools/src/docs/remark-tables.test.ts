import { describe, expect, test } from 'vitest';
import { memoryTable, rowsOf, searchedWidthTable, widthTables } from './remark-tables.js';
import { verifyFixture } from './results.testing.js';

const { claims } = verifyFixture;

describe('the tables over L', () => {
  test('show widths for the smallest and the largest alphabet', () => {
    expect(widthTables(claims)).toMatchInlineSnapshot(`
      "D = 2:

      | L | n | B | significand p | least certified | exponent e | 1 + e + p | 4 log2 log2 L + c(D) |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | 2^1 | 3 | 9 | 14 | 12 | 7 | 22 | 30.1 |

      D = 256:

      | L | n | B | significand p | least certified | exponent e | 1 + e + p | 4 log2 log2 L + c(D) |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | 2^1 | 3 | 9 | 18 | 16 | 7 | 26 | 30.1 |"
    `);
  });

  test('show the width that suffices, the least certified one, and the least that a search cannot fault', () => {
    expect(searchedWidthTable(claims)).toMatchInlineSnapshot(`
      "| D | L | n | sufficient p | least certified p | least p by search |
      | ---: | ---: | ---: | ---: | ---: | ---: |
      | 2 | 24 | 4 | 15 | 8 | 3 |"
    `);
  });

  test('show memory at L = 2^k for k a power of two, a column an alphabet', () => {
    expect(memoryTable(claims)).toMatchInlineSnapshot(`
      "| L | D = 2 | D = 26 |
      | ---: | ---: | ---: |
      | 2^1 | 9.3 ≤ 48.0 | 9.3 ≤ 48.0 |
      | 2^2 | 9.3 ≤ 48.0 | 9.3 ≤ 48.0 |
      | 2^4 | 9.3 ≤ 48.0 | 9.3 ≤ 48.0 |"
    `);
  });

  test('are refused when the evidence has no such numbers', () => {
    expect(() => rowsOf(claims, 'remark-2.6', 'other')).toThrow('remark-2.6 has no rows of numbers by other');
    expect(() => rowsOf([], 'remark-2.6', 'table-over-lengths')).toThrow('remark-2.6 has no rows of numbers');
  });
});
