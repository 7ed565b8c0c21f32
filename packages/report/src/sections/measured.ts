/** A measuring run: its devices, its charts, laws, crossover lengths, and the verdicts on how things grow. */
import type { Backend, BenchPoint, BenchResult } from '@verbatim/bench';
import type { Chart } from '../chart.js';
import { rooflineCharts } from '../charts/roofline-chart.js';
import { memoryCharts, timeCharts } from '../charts/scaling-chart.js';
import { html, type Markup } from '../html.js';
import { bytesText, numberText } from '../numbers.js';
import { htmlTable, tableMarkup } from '../table.js';
import { claimsMarkup, type MissingClaim, missingMarkup } from './claims.js';
import { crossoversPart } from './crossovers.js';
import { lawsPart } from './laws.js';
import { neededPart } from './needed.js';
import { chartFigures, chartFiles, type Part, runMarkup, type Section } from './section.js';

/** The section of one run; `id` keeps it apart from those of other runs. */
export function measuredSection(
  id: string,
  from: string,
  result: BenchResult,
  missing: readonly MissingClaim[] = [],
): Section {
  const parts = [
    claimsPart(id, result, missing),
    chartsPart(`${id}-times`, 'Time against length', timeCharts(id, result)),
    chartsPart(`${id}-memories`, 'Memory against length', memoryCharts(id, result)),
    neededPart(id, result),
    crossoversPart(id, result),
    chartsPart(`${id}-rooflines`, 'Roofline', rooflineCharts(id, result)),
    lawsPart(id, result),
  ].filter((part) => part !== null);
  return {
    id,
    title: `Measured, from ${from}`,
    files: parts.flatMap(({ files }) => files),
    parts,
    body: html`${countsMarkup(result)}
${runMarkup(result.run)}
${devicesMarkup(result)}
${parts.map((part) => html`<h3 id="${part.id}">${part.title}</h3>\n${part.body}`)}
${unmeasuredMarkup(result.points)}`,
  };
}

/** Verdicts, and the claims that this run does not decide. */
function claimsPart(id: string, { claims }: BenchResult, missing: readonly MissingClaim[]): Part | null {
  if (claims.length === 0 && missing.length === 0) return null;
  return {
    id: `${id}-growth`,
    title: 'How it grows: claims',
    files: [],
    body: html`${claims.length === 0 ? null : claimsMarkup(id, claims)}${missing.length === 0 ? null : missingMarkup(missing)}`,
  };
}

function chartsPart(id: string, title: string, charts: readonly Chart[]): Part | null {
  return charts.length === 0 ? null : { id, title, body: chartFigures(charts), files: chartFiles(charts) };
}

/** Backends that run on the CPU, whatever GPU there is. */
const ON_CPU: readonly string[] = ['cpu', 'gpujs-cpu', 'gpujs-webasm'] satisfies Backend[];

function countsMarkup({ points, devices }: BenchResult): Markup {
  const measured = points.filter(({ status }) => status === 'measured').length;
  const software = Object.entries(devices).some(
    ([backend, { kind }]) => kind === 'software' && !ON_CPU.includes(backend),
  );
  return html`<p>${measured} of ${points.length} points were measured. Nothing whose result was wrong has a time.</p>
${
  software
    ? html`<p><strong>A GPU emulated in software took part: its times say nothing of hardware.</strong></p>
`
    : null
}`;
}

function devicesMarkup({ devices, ceilings }: BenchResult): Markup {
  const { f32, f16 } = ceilings.matrixProductTeraflops;
  const rate = (value: number | null, unit: string) =>
    value === null ? 'not measured' : `${numberText(value)} ${unit}`;
  const found = Object.entries(devices);
  return html`${
    found.length === 0
      ? null
      : htmlTable(
          'Devices',
          [
            { title: 'backend' },
            { title: 'device' },
            { title: 'kind' },
            { title: 'by' },
            { title: 'largest buffer' },
            { title: 'features' },
          ],
          found.map(([backend, { description, kind, api, limits, features }]) => [
            backend,
            description,
            kind,
            api,
            bytesText(limits.maxBufferSize),
            html`<div class="domain">${features.join(', ')}</div>`,
          ]),
        )
  }
<p>Ceilings measured in the same run: copy ${rate(ceilings.copyGigabytesPerSecond, 'GB/s')}; matrix product ${rate(f32, 'TFLOP/s')} in f32, ${rate(f16, 'TFLOP/s')} in f16.</p>
`;
}

function unmeasuredMarkup(points: readonly BenchPoint[]): Markup | null {
  const missing = points.filter(({ status }) => status !== 'measured');
  if (missing.length === 0) return null;
  return html`<details><summary>Points that were not measured: ${missing.length}</summary>${tableMarkup(
    'Points that were not measured',
    {
      columns: ['point', 'status', 'reason'],
      rows: missing.map(({ id, status, reason }) => [id, status, reason]),
    },
  )}</details>
`;
}
