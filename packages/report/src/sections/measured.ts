/** A measuring run: its devices, its charts, laws, crossover lengths, and the verdicts on how things grow. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import { rooflineCharts } from '../charts/roofline-chart.js';
import { memoryCharts, timeCharts } from '../charts/scaling-chart.js';
import { html, type Markup } from '../html.js';
import { bytesText, numberText, percentText } from '../numbers.js';
import { csv, htmlTable, type Table, tableMarkup } from '../table.js';
import { claimsMarkup } from './claims.js';
import { chartFigure, chartFiles, type ReportFile, runMarkup, type Section, savedTable } from './section.js';

/** The section of one run; `id` keeps it apart from those of other runs. */
export function measuredSection(id: string, from: string, result: BenchResult): Section {
  const time = timeCharts(id, result);
  const memory = memoryCharts(id, result);
  const roofline = rooflineCharts(id, result);
  const laws = lawTable(result);
  const crossovers = crossoverTable(result);
  const files: ReportFile[] = [
    ...chartFiles([...time, ...memory, ...roofline]),
    ...(laws.rows.length === 0 ? [] : [{ name: `${id}-laws.csv`, content: csv(laws) }]),
    ...(crossovers.rows.length === 0 ? [] : [{ name: `${id}-crossovers.csv`, content: csv(crossovers) }]),
  ];
  const part = (title: string, content: Markup) => html`<h3>${title}</h3>
${content}`;
  const figures = (charts: typeof time) => html`<div class="charts">${charts.map(chartFigure)}</div>
`;
  return {
    id,
    title: `Measured, from ${from}`,
    files,
    body: html`${countsMarkup(result)}
${runMarkup(result.run)}
${devicesMarkup(result)}
${result.claims.length === 0 ? null : part('How it grows: claims', claimsMarkup(id, result.claims))}
${time.length === 0 ? null : part('Time against length', figures(time))}
${memory.length === 0 ? null : part('Memory against length', figures(memory))}
${laws.rows.length === 0 ? null : part('Fitted laws', savedTable(`${id}-laws`, 'Laws constant + linear · L + coefficient · L^exponent, in nanoseconds or bytes', laws))}
${crossovers.rows.length === 0 ? null : part('Crossover lengths', savedTable(`${id}-crossovers`, 'Lengths at which one series outgrows another', crossovers))}
${roofline.length === 0 ? null : part('Roofline', figures(roofline))}
${unmeasuredMarkup(result.points)}`,
  };
}

function countsMarkup({ points, devices }: BenchResult): Markup {
  const measured = points.filter(({ status }) => status === 'measured').length;
  const software = Object.values(devices).some(({ kind }) => kind === 'software');
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

function lawTable({ laws }: BenchResult): Table {
  return {
    columns: [
      'series',
      'of',
      'exponent',
      'low',
      'high',
      'confidence',
      'constant',
      'linear',
      'coefficient',
      'lengths (tokens)',
      'note',
    ],
    rows: laws.map((law) => [
      law.series,
      law.quantity === 'time' ? 'time (ns)' : 'bytes',
      law.exponent,
      law.exponentInterval?.[0] ?? null,
      law.exponentInterval?.[1] ?? null,
      law.confidence === 1 ? 'counted' : percentText(law.confidence),
      law.constant,
      law.linear,
      law.coefficient,
      law.lengths.join(' '),
      law.note,
    ]),
  };
}

function crossoverTable({ crossovers }: BenchResult): Table {
  return {
    columns: ['what', 'first', 'second', 'the first outgrows the second at L (tokens)', 'low', 'high', 'note'],
    rows: crossovers.map(({ what, first, second, length, interval, reason }) => [
      what,
      first,
      second,
      length,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
      reason,
    ]),
  };
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
