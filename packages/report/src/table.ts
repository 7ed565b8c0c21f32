/** A table of numbers: shown in the page, and the same as CSV. */
import { type Content, html, type Markup } from './html.js';
import { numberText } from './numbers.js';

/** What a cell holds; null is an empty one. */
export type Cell = string | number | null;

/** Rows under titles that say their units. The first cell of a row names it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const LONG = 30;

/** The table as RFC 4180 has it, with every digit of its numbers. */
export function csv({ columns, rows }: Table): string {
  const field = (cell: Cell) => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** The table in the page, within something that scrolls sideways, by keyboard too. */
export function tableMarkup(caption: string, { columns, rows }: Table): Markup {
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  return htmlTable(
    caption,
    columns.map((title, i) => ({ title, numeric: numeric[i]! })),
    rows.map((row) =>
      row.map((cell, i) => (i > 0 && isLong(cell) ? html`<div class="words">${cell}</div>` : textOf(cell))),
    ),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'number' ? numberText(cell) : (cell ?? '');
}

/** Whether a cell is a sentence, which must not be squeezed into a word a line. */
function isLong(cell: Cell): boolean {
  return typeof cell === 'string' && cell.length > LONG;
}

/** The same for cells with markup in them. */
export function htmlTable(
  caption: string,
  columns: readonly { readonly title: string; readonly numeric?: boolean }[],
  rows: readonly (readonly Content[])[],
): Markup {
  const cell = (content: Content, i: number) =>
    i === 0
      ? html`<th scope="row">${content}</th>`
      : columns[i]!.numeric
        ? html`<td class="number">${content}</td>`
        : html`<td>${content}</td>`;
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table><caption><span>${caption}</span></caption>
<thead><tr>${columns.map(({ title, numeric }) =>
    numeric ? html`<th scope="col" class="number">${title}</th>` : html`<th scope="col">${title}</th>`,
  )}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}
