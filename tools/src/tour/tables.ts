/** The tables of the tour, for people: what bounded states kept, and what became of every claim. */
import { type ClaimResult, deviates } from '@verbatim/evidence';
import Table from 'cli-table3';
import pc from 'picocolors';
import type { KeptLetters } from './kept-letters.js';

const BAR_WIDTH = 20;

/** Columns without rulings, so that a log stays readable. */
function table(head: readonly string[], right: readonly string[]): Table.Table {
  const none = Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid']
      .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
      .map((name) => [name, '']),
  );
  return new Table({
    chars: { ...none, 'left-mid': '', 'right-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map((title) => pc.bold(title)),
    colAligns: head.map((title) => (right.includes(title) ? 'right' : 'left')),
  });
}

/** A share of the whole as a bar of twenty characters: full only when nothing is missing, empty only at zero. */
export function bar(part: number, whole: number): string {
  const filled = part === 0 ? 0 : Math.max(1, Math.floor((BAR_WIDTH * part) / whole));
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

/** One line a machine: its bits, and the letters it got right. */
export function keptTable(kept: readonly KeptLetters[]): string {
  const head = ['machine', 'budget, bits', 'state, bits', 'right from start', 'right in all', '', 'share'];
  const lines = table(head, [...head.slice(1, 5), 'share']);
  for (const { machine, budgetBits, stateBits, rightFromStart, right, length } of kept)
    lines.push([
      machine,
      grouped(budgetBits),
      grouped(stateBits),
      grouped(rightFromStart),
      grouped(right),
      bar(right, length),
      percent(right, length),
    ]);
  return untrailed(lines.toString());
}

/** One line a claim: its verdict, what was expected, how it was shown, and whether it is as expected. */
export function claimTable(results: readonly ClaimResult[]): string {
  const lines = table(['claim', 'verdict', 'expected', 'by', 'controls'], []);
  for (const result of results) {
    const { id, verdict, expected, evidence, controls } = result;
    const caught = controls.filter((control) => control.caught).length;
    const asExpected = verdict === expected;
    lines.push([
      id,
      asExpected ? pc.green(verdict) : pc.red(`${verdict}${deviates(result) ? ' (!)' : ''}`),
      expected,
      [...new Set(evidence.map(({ method }) => method))].join(', '),
      `${caught}/${controls.length} caught`,
    ]);
  }
  return untrailed(lines.toString());
}

/** A whole number with its thousands separated. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** Rounded down, so that 100 % means all. */
function percent(part: number, whole: number): string {
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

function untrailed(text: string): string {
  return text.replaceAll(/ +$/gm, '');
}
