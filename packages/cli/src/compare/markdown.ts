import type { CompareResult } from '@verbatim/bench';
import { exponentLines, headline, onlyLines, rowsOf } from './rows.js';

/** A comment on a pull request may have 65,536 characters; rows are left out before. */
const MOST_CHARACTERS = 60_000;
const MOST_ROWS = 100;

/** The comparison as Markdown for a pull request. */
export function comparisonMarkdown(result: CompareResult): string {
  const rows = rowsOf(result, MOST_ROWS);
  const header = ['point', 'cache', 'base', 'new', 'change', '90 % interval', 'verdict', 'note'];
  const head = [
    `**verbatim compare: ${cell(headline(result))}**`,
    '',
    ...[...exponentLines(result), ...onlyLines(result)].map((line) => `- ${cell(line)}`),
  ];
  if (head.length > 2) head.push('');
  const device = result.next.device ?? result.next.host.cpu;
  const foot = ['', `Measured on ${cell(device)}; by \`${result.run.command.replaceAll('`', "'")}\`.`, ''];
  if (rows.length === 0) return [...head, ...foot].join('\n');
  const table = [line(header), line(['---', '---', '---:', '---:', '---:', '---:', '---', '---'])];
  let length = [...head, ...table, ...foot].join('\n').length;
  let left = rows.length;
  for (const { id, cache, base, next, change, interval, verdict, note } of rows) {
    const strong = verdict === 'worse' || verdict === 'slower' ? `**${verdict}**` : verdict;
    const text = line([
      `\`${cell(id).replaceAll('`', "'")}\``,
      cache,
      base,
      next,
      change,
      interval,
      strong,
      cell(note),
    ]);
    length += text.length + 1;
    if (length > MOST_CHARACTERS) break;
    table.push(text);
    left -= 1;
  }
  if (left > 0) foot.unshift('', `${left} more rows are in the JSON.`);
  return [...head, ...table, ...foot].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that neither ends a cell nor is taken for markup. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
}
