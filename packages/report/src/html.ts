/** Markup in which every value from outside is escaped. */

/** Text that may stand in a page as it is: what {@link html} made, or a chart. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What can be put into {@link html}: nothing for null, one after the other for a list. */
export type Content = Markup | string | number | null | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands between tags or in a quoted attribute. Controls, which neither HTML nor XML has, are shown as �. */
export function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** The text without characters that XML does not have: control characters and halves of surrogate pairs. */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}|\p{Cs}|\uFFFE|\uFFFF/gu, '\uFFFD');
}

function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return content.map(render).join('');
}

/** A template of markup: its own text stays, its values are escaped unless they are markup. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + render(values[i - 1]!) + part));
}
