import { describe, expect, test } from 'vitest';
import { bar, keptTable } from './tables.js';

/** The text without colours, which depend on the terminal. */
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');

describe('the bar', () => {
  test('is full only when nothing is missing and empty only at zero', () => {
    expect([0, 1, 500, 999, 1000].map((part) => bar(part, 1000).replaceAll('░', '').length)).toEqual([
      0, 1, 10, 19, 20,
    ]);
  });
});

describe('the table', () => {
  test('lines up what bounded states kept', () => {
    const kept = { family: 'prefix', budgetBits: 1024, stateBits: 1018, length: 9000 } as const;
    const lines = plain(
      keptTable([
        { ...kept, machine: 'prefix(k=127)', rightFromStart: 127, right: 131 },
        { ...kept, machine: 'all', rightFromStart: 9000, right: 9000 },
      ]),
    );
    expect(lines).toMatchInlineSnapshot(`
      "machine        budget, bits  state, bits  right from start  right in all                          share
      prefix(k=127)         1,024        1,018               127           131  █░░░░░░░░░░░░░░░░░░░    1.4 %
      all                   1,024        1,018             9,000         9,000  ████████████████████  100.0 %"
    `);
  });
});
