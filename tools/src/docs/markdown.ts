/** Plain Markdown: tables, wrapped paragraphs and lists. */

/** The longest line of prose; a row of a table cannot be broken and may be longer. */
const LINE = 120;

/** A column: its title, and whether its cells are numbers and so aligned to the right. */
export type Column = readonly [title: string, align?: 'right'];

/**
 * A table of the given cells. Bars are escaped, so that |S| stays one cell.
 *
 * @throws RangeError when a row has another number of cells than there are columns.
 */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  for (const row of rows)
    if (row.length !== columns.length)
      throw new RangeError(`a row has ${row.length} cells; the table has ${columns.length} columns`);
  return [
    line(columns.map(([title]) => title)),
    `|${columns.map(([, align]) => (align === 'right' ? ' ---: ' : ' --- ')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

/** Breaks prose into lines of at most 120 characters, the first after `first`, all others after as many spaces. */
export function wrapped(text: string, first = ''): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    // A line may not start with what Markdown would take for the start of a list, a heading or a quotation.
    const breakable = !empty && !/^(?:[-+*#>=≤≥]+|\d+[.)])$/.test(word);
    if (breakable && line.length + 1 + word.length > LINE) {
      lines.push(line);
      line = ' '.repeat(first.length) + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A list with a dash for each item. */
export function markdownList(items: readonly string[]): string {
  return items.map((item) => wrapped(item, '- ')).join('\n');
}
