/** What `bench` prints: a table a suite, the laws, the crossover lengths, the claims, and what copying needs. */
import { type BenchPoint, type BenchResult, type Ceilings, type FittedLaw, informationKept } from '@verbatim/bench';
import { type DeclaredSuite, missingClaims } from '@verbatim/benchmarks';
import { grouped } from '../output/big-numbers.js';
import { claimTable } from '../output/claim-table.js';
import type { Colours } from '../output/colours.js';
import { oneLine } from '../output/one-line.js';
import { type Column, plainTable } from '../output/plain-table.js';
import { informationTable } from './information-table.js';
import { digits, timeText } from './units.js';

const NONE = '–';
const KEPT = 'bits kept at L, and the largest L of which they cover L·log2 D';

/** All of it. */
export function benchReport(result: BenchResult, suites: readonly DeclaredSuite[], colours: Colours): string {
  const { points, laws, crossovers } = result;
  const kept = informationKept(result);
  const tables = suites.flatMap(({ name, title }) => {
    const own = points.filter(({ suite }) => suite === name);
    return own.length === 0 ? [] : [suiteText(name, title, own, colours)];
  });
  return [
    deviceLines(result, colours),
    ...tables,
    ...(laws.length === 0 ? [] : [lawsText(laws, colours)]),
    ...(crossovers.length === 0 ? [] : [crossoversText(crossovers, colours)]),
    ...claimsText(result, colours),
    ...(kept.length === 0 ? [] : [`${colours.bold('information')}: ${KEPT}\n${informationTable(kept)}`]),
  ].join('\n\n');
}

function deviceLines({ devices, ceilings, run }: BenchResult, colours: Colours): string {
  const lines = Object.entries(devices).map(([backend, { description, kind }]) => {
    const text = `${backend}: ${description}`;
    return kind === 'software' ? colours.yellow(`${text}; its times say nothing of hardware`) : text;
  });
  const { cpu, cpus, platform, arch } = run.host;
  return [
    ...lines,
    `host: ${cpu}, ${cpus} processors, ${platform} ${arch}, Node ${run.versions.node}`,
    ...ceilingLine(ceilings),
  ].join('\n');
}

function ceilingLine({ copyGigabytesPerSecond, matrixProductTeraflops: { f32, f16 } }: Ceilings): string[] {
  const parts = [
    copyGigabytesPerSecond === null ? [] : [`copy ${digits(copyGigabytesPerSecond)} GB/s`],
    f32 === null ? [] : [`matrix product ${digits(f32)} TFLOP/s in f32`],
    f16 === null ? [] : [`${digits(f16)} in f16`],
  ].flat();
  return parts.length === 0 ? [] : [`ceilings, measured in this run: ${parts.join(', ')}`];
}

function suiteText(name: string, title: string, points: readonly BenchPoint[], colours: Colours): string {
  const shown = points.filter(({ status }) => status === 'measured' || status === 'wrong');
  return [
    `${colours.bold(name)}: ${title}`,
    ...(shown.length === 0 ? [] : [pointTable(shown, colours)]),
    ...notMeasured(points),
  ].join('\n');
}

interface PointColumn extends Column {
  readonly text: (point: BenchPoint, colours: Colours) => string;
}

const RIGHT = { align: 'right' } as const;
const COLUMNS: readonly PointColumn[] = [
  { title: 'kernel', text: ({ kernel }) => kernel },
  { title: 'precision', text: ({ precision }) => precision },
  { title: 'backend', text: ({ backend }) => backend },
  { title: 'L', ...RIGHT, text: ({ length }) => grouped(length) },
  { title: 'result', text: ({ status }, { red }) => (status === 'wrong' ? red('wrong') : NONE) },
  { title: 'time', ...RIGHT, text: ({ cold, hot }) => medianText(cold ?? hot) },
  { title: 'interval', ...RIGHT, text: ({ cold, hot }) => intervalText(cold ?? hot) },
  { title: 'hot', ...RIGHT, text: ({ cold, hot }) => (cold === null ? NONE : medianText(hot)) },
  { title: 'bytes', ...RIGHT, text: ({ memory }) => (memory === null ? NONE : grouped(memory.ledgerBytes)) },
  { title: 'GB/s', ...RIGHT, text: ({ achieved }) => (achieved === null ? NONE : digits(achieved.gigabytesPerSecond)) },
  {
    title: 'TFLOP/s',
    ...RIGHT,
    text: ({ achieved }) => (achieved === null ? NONE : digits(achieved.teraflopsPerSecond)),
  },
  { title: '% of ceiling', ...RIGHT, text: ({ achieved }) => percentText(achieved) },
  { title: 'bound', text: ({ achieved }) => achieved?.bound ?? NONE },
];

/** Columns that say nothing in any row are left out, and so is the backend where it is one. */
function pointTable(points: readonly BenchPoint[], colours: Colours): string {
  const columns = COLUMNS.filter(({ title, text }) => {
    const texts = new Set(points.map((point) => text(point, colours)));
    return title === 'backend' ? texts.size > 1 : texts.size > 1 || !texts.has(NONE);
  });
  return plainTable(
    columns.map(({ title, align = 'left' }) => ({ title, align })),
    points.map((point) => columns.map(({ text }) => text(point, colours))),
  );
}

function medianText(time: BenchPoint['cold']): string {
  return time === null ? NONE : timeText(time.median);
}

function intervalText(time: BenchPoint['cold']): string {
  return time === null ? NONE : `${timeText(time.low)} … ${timeText(time.high)}`;
}

/** Of the ceiling that the point is nearest to. */
function percentText(achieved: BenchPoint['achieved']): string {
  if (achieved === null) return NONE;
  const shares = [achieved.percentOfCopy, achieved.percentOfMatrixProduct].filter((share) => share !== null);
  return shares.length === 0 ? NONE : Math.max(...shares).toFixed(1);
}

/** One line for each reason and kernel. */
function notMeasured(points: readonly BenchPoint[]): string[] {
  const groups = new Map<string, BenchPoint[]>();
  for (const point of points) {
    if (point.status !== 'skipped' && point.status !== 'failed') continue;
    const key = [point.status, point.kernel, point.precision, point.backend, point.reason].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()].map((group) => {
    const [{ kernel, precision, status, reason }] = group as [BenchPoint];
    const lengths = group.map(({ length }) => grouped(length)).join('; ');
    return `${status}: ${kernel} in ${precision}, L = ${lengths}: ${oneLine(reason ?? '')}`;
  });
}

/** Laws that the points tell; of the others, how many there are. */
function lawsText(laws: readonly FittedLaw[], colours: Colours): string {
  const told = laws.filter(({ exponentInterval }) => exponentInterval !== null);
  const rows = told.map(({ series, quantity, exponent, exponentInterval, note }) => [
    series,
    quantity,
    exponent.toFixed(quantity === 'bytes' ? 0 : 2),
    quantity === 'bytes' ? 'exact' : exponentInterval!.map((end) => end.toFixed(2)).join(' … '),
    note ?? '',
  ]);
  const columns = [
    { title: 'series' },
    { title: 'of' },
    { title: 'exponent', ...RIGHT },
    { title: 'interval', ...RIGHT },
    { title: 'note' },
  ];
  const rest = laws.length - told.length;
  return [
    `${colours.bold('growth')}: a + b·L^p`,
    ...(told.length === 0 ? [] : [plainTable(columns, rows)]),
    ...(rest === 0 ? [] : [`${rest} more are not told by these lengths; the JSON says why`]),
  ].join('\n');
}

function crossoversText(crossovers: BenchResult['crossovers'], colours: Colours): string {
  const rows = crossovers.map(({ what, first, second, length, interval, reason }) => [
    what,
    first,
    second,
    length === null ? NONE : grouped(length),
    interval === null ? NONE : interval.map(grouped).join(' … '),
    reason ?? '',
  ]);
  const columns = [
    { title: 'what' },
    { title: 'first' },
    { title: 'outgrows' },
    { title: 'from L', ...RIGHT },
    { title: 'interval', ...RIGHT },
    { title: 'note' },
  ];
  return `${colours.bold('crossovers')}\n${plainTable(columns, rows)}`;
}

/** Verdicts, and below them the claims that the run has no points for. */
function claimsText(result: BenchResult, colours: Colours): string[] {
  const lines = [
    ...(result.claims.length === 0 ? [] : [claimTable(result.claims, colours)]),
    ...missingClaims(result).map(({ id, reason }) => `${id}: ${reason}`),
  ];
  return lines.length === 0 ? [] : [[colours.bold('claims'), ...lines].join('\n')];
}
