/** The table of the tour that is its own: what bounded states kept. */
import { grouped, plainTable } from '@verbatim/cli';
import pc from 'picocolors';
import type { KeptLetters } from './kept-letters.js';

const BAR_WIDTH = 20;

/** A share of the whole as a bar of twenty characters: full only when nothing is missing, empty only at zero. */
export function bar(part: number, whole: number): string {
  const filled = part === 0 ? 0 : Math.max(1, Math.floor((BAR_WIDTH * part) / whole));
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

/** One line a machine: its bits, and the letters it got right. */
export function keptTable(kept: readonly KeptLetters[]): string {
  const right = { align: 'right' } as const;
  return plainTable(
    [
      { title: pc.bold('machine') },
      { title: pc.bold('budget, bits'), ...right },
      { title: pc.bold('state, bits'), ...right },
      { title: pc.bold('right from start'), ...right },
      { title: pc.bold('right in all'), ...right },
      { title: '' },
      { title: pc.bold('share'), ...right },
    ],
    kept.map(({ machine, budgetBits, stateBits, rightFromStart, right, length }) => [
      machine,
      grouped(budgetBits),
      grouped(stateBits),
      grouped(rightFromStart),
      grouped(right),
      bar(right, length),
      percent(right, length),
    ]),
  );
}

/** Rounded down, so that 100 % means all. */
function percent(part: number, whole: number): string {
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}
