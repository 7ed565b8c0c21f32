/** A part of the page, and the files that go with it. */
import type { RunBlock } from '@verbatim/evidence';
import type { Chart } from '../chart.js';
import { html, type Markup } from '../html.js';
import { bytesText } from '../numbers.js';
import { csv, type Table, tableMarkup } from '../table.js';

/** A file beside the page. */
export interface ReportFile {
  readonly name: string;
  readonly content: string;
}

/** Something under a heading of its own. */
export interface Part {
  readonly id: string;
  /** For its heading and for the list of contents. */
  readonly title: string;
  readonly body: Markup;
  readonly files: readonly ReportFile[];
}

/** A part of the page, and the parts within it that the list of contents names. */
export interface Section extends Part {
  readonly parts?: readonly Part[];
}

/** Charts side by side; `level` is that of their headings, one below the heading that they are under. */
export function chartFigures(charts: readonly Chart[], level: 3 | 4 = 4): Markup {
  return html`<div class="charts">${charts.map((chart) => chartFigure(chart, level))}</div>
`;
}

/** A chart, with its numbers as a table and both as files to be saved. */
function chartFigure({ inline, slug, title, description, table, file }: Chart, level: 3 | 4): Markup {
  const heading = level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`;
  return html`<figure id="${slug}"><figcaption>${heading}</figcaption>
${inline}
<p class="note">${description}</p>
<details><summary>Numbers of this chart</summary>${tableMarkup(title, table)}</details>
<p class="files">${saveLink(`${slug}.svg`, 'image/svg+xml', file, `SVG of ${title}`, 'SVG')} ${saveLink(`${slug}.csv`, 'text/csv', csv(table), `CSV of ${title}`, 'CSV')}</p>
</figure>
`;
}

/** The files of charts. */
export function chartFiles(charts: readonly Chart[]): ReportFile[] {
  return charts.flatMap(({ slug, file, table }) => [
    { name: `${slug}.svg`, content: file },
    { name: `${slug}.csv`, content: csv(table) },
  ]);
}

/** A table that has no chart, with its CSV to be saved. */
export function savedTable(slug: string, caption: string, table: Table): Markup {
  return html`${tableMarkup(caption, table)}
<p class="files">${saveLink(`${slug}.csv`, 'text/csv', csv(table), `CSV of ${caption}`, 'CSV')}</p>
`;
}

function saveLink(name: string, type: string, content: string, label: string, text: string): Markup {
  const data = Buffer.from(content).toString('base64');
  return html`<a download="${name}" href="data:${type};charset=utf-8;base64,${data}" aria-label="${label}">${text}</a>`;
}

/** Who made a result, when, and on what. */
export function runMarkup({ command, seed, started, host, versions, device, shards = [] }: RunBlock): Markup {
  return html`<dl class="run">
<div><dt>command</dt><dd><code>${command}</code></dd></div>
<div><dt>seed</dt><dd>${String(seed)}</dd></div>
<div><dt>started</dt><dd>${timeMarkup(started)}</dd></div>
<div><dt>device</dt><dd>${device ?? 'CPU alone'}</dd></div>
<div><dt>host</dt><dd>${hostText(host)}</dd></div>
<div><dt>versions</dt><dd>${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}</dd></div>
${shards.map(
  (
    shard,
  ) => html`<div><dt>merged from</dt><dd><code>${shard.command}</code>, ${timeMarkup(shard.started)}, ${hostText(shard.host)}</dd></div>
`,
)}</dl>
`;
}

function timeMarkup(started: string): Markup {
  return html`<time datetime="${started}">${started}</time>`;
}

function hostText({ cpu, cpus, memory, platform, arch }: RunBlock['host']): string {
  return `${cpu}, ${cpus} logical processors, ${bytesText(memory)}, ${platform} ${arch}`;
}
