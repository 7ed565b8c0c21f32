import { describe, expect, test } from 'vitest';
import { frontierTable, memoryTable, rowsOf, searchedWidthTable, widthTables } from './remark-tables.js';
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

  test('show for each format what is certified, what was run at the bound, and what fails past it', () => {
    expect(frontierTable(claims)).toMatchInlineSnapshot(`
      "| D | n | format | largest L certified | run at that L | why not L + 1 | smallest failure found past it |
      | ---: | ---: | --- | ---: | --- | --- | --- |
      | 2 | 8 | f32 | 2^126 − 1 | not run: too long | the margin is too small | not searched: too long |
      | 2 | 8 | f24 | about 2^158.5 | not run: too long | the margin is too small | not searched: too long |
      | 2 | 8 | f16 | 16,383 | not run: too long | the margin is too small | L = 32,762 |
      | 2 | 8 | bf16 | 15 | all 31,714 strings without a conflicting repeat: copied | the margin is too small | none up to L = 44 |
      | 2 | 8 | p6 | 63 | 13 strings: copied | the margin is too small | none up to L = 74 |
      | 2 | 8 | p3 | none |  | the margin is too small | L = 5 |"
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
