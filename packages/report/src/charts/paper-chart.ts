/** Copying strings of uniform letters: the construction's error beside the paper's probabilities, and that of machines of bounded state. */

import { logAxis } from '../axes.js';
import { type Chart, dotMark, drawChart, intervalMark, lineMark } from '../chart.js';
import { numberText, percentText } from '../numbers.js';
import { SERIES_STYLES } from '../palette.js';
import type { GssmError, PaperCurve, PaperCurvePoint } from '../paper-curves.js';

const CURVES: readonly { readonly label: string; readonly of: (point: PaperCurvePoint) => number }[] = [
  { label: 'p_conflict, exact', of: ({ pConflict }) => pConflict.value },
  { label: 'p_ngram, exact', of: ({ pNgram }) => pNgram.value },
  { label: 'C(L−n+1, 2) D⁻ⁿ, a bound on p_ngram', of: ({ pairBound }) => pairBound.value },
  { label: 'L² D⁻ⁿ, the bound of Lemma 2.4', of: ({ lemmaBound }) => lemmaBound.value },
];

/** err, p_conflict, p_ngram and both bounds against L, for one alphabet and n. */
export function paperChart(slug: string, { alphabetSize: D, ngram: n, points }: PaperCurve): Chart {
  const [errStyle, ...curveStyles] = SERIES_STYLES;
  const curves = CURVES.map(({ label, of }, i) => ({
    label,
    style: curveStyles[i]!,
    points: upToOne(points.map((point) => ({ x: point.length, y: of(point) }))),
  }));
  const errs = points.map(({ length, constructionErr: { err, low, high, failures, cases, method } }) => ({
    x: length,
    y: err,
    low,
    high,
    title: `L = ${length}: err ${numberText(err)}, ${numberText(failures)} of ${numberText(cases)}, ${method}`,
  }));
  const positive = [...errs, ...curves.flatMap((curve) => curve.points)].map(({ y }) => y).filter((y) => y > 0);
  const y = logAxis([...positive, 1]);
  const shown = errs.filter((point) => point.y > 0);
  return drawChart({
    slug,
    title: `The construction's err, D = ${D}, n = ${n}`,
    description: `On a logarithmic axis over the input length: the construction's err with its interval lies on p_conflict, below p_ngram, below C(L−n+1, 2) D⁻ⁿ, below L² D⁻ⁿ. Zeros are not drawn, nor bounds once they are above 1.`,
    seen: `err: ${rangeText(errs.map((point) => ({ x: point.x, y: point.y })))}; ${curves.map(({ label, points: line }) => `${label}: ${rangeText(line)}`).join('; ')}.`,
    plot: {
      x: { label: 'input length L (letters)', ticks: 7, tickFormat: numberText },
      y: { ...y, label: 'probability (1)' },
      marks: [
        ...curves.map(({ points: line, style }) =>
          lineMark(
            line.filter((point) => point.y > 0),
            style,
          ),
        ),
        intervalMark(
          shown.map((point) => ({ ...point, low: Math.max(point.low, y.domain[0]) })),
          errStyle!,
        ),
        dotMark(shown, errStyle!),
      ],
    },
    legend: [
      { label: `err of the construction, run${intervalNote(points)}`, style: errStyle!, shows: 'marks' },
      ...curves.map(({ label, style }) => ({ label, style, shows: 'line' as const })),
    ],
    table: {
      columns: [
        'L (letters)',
        'err (1)',
        'low (1)',
        'high (1)',
        'confidence (1)',
        'failures',
        'strings run',
        'method',
        'p_conflict (1)',
        'p_ngram (1)',
        'C(L−n+1, 2) D⁻ⁿ (1)',
        'L² D⁻ⁿ (1)',
        'p_conflict, exact',
        'p_ngram, exact',
      ],
      rows: points.map(({ length, constructionErr: run, pConflict, pNgram, pairBound, lemmaBound }) => [
        length,
        run.err,
        run.low,
        run.high,
        run.confidence,
        run.failures,
        run.cases,
        run.method,
        pConflict.value,
        pNgram.value,
        pairBound.value,
        lemmaBound.value,
        pConflict.fraction,
        pNgram.fraction,
      ]),
    },
  });
}

/** The values at both ends. */
function rangeText(points: readonly { readonly x: number; readonly y: number }[]): string {
  const ends = points.length === 1 ? points : [points[0]!, points.at(-1)!];
  return ends.map(({ x, y }) => `${numberText(y)} at L = ${x}`).join(', ');
}

/** Up to the first point above 1, after which a bound on a probability says nothing. */
function upToOne<P extends { readonly y: number }>(points: readonly P[]): readonly P[] {
  const beyond = points.findIndex(({ y }) => y > 1);
  return beyond < 0 ? points : points.slice(0, beyond + 1);
}

function intervalNote(points: readonly PaperCurvePoint[]): string {
  const sampled = points.find(({ constructionErr }) => constructionErr.method === 'sampled');
  return sampled === undefined ? '' : `, with ${percentText(sampled.constructionErr.confidence)} interval`;
}

const GSSM_COLUMNS = [
  'machine',
  'L (letters)',
  'k (letters kept)',
  '|S|',
  'state (bits)',
  'copied',
  'strings run',
  'err (1)',
  'bound (1)',
  'err, exact',
  'bound, exact',
];

function gssmRow({ family, length, kept, states, stateBits, copied, total, err, bound }: GssmError) {
  return [family, length, kept, states, stateBits, copied, total, err.value, bound.value, err.fraction, bound.fraction];
}

/** err of register machines of one alphabet against L, for a few sizes of them, on the lines of 1 − |S|/D^L. */
export function gssmByLengthChart(slug: string, machines: readonly GssmError[]): Chart {
  const registers = machines.filter(({ family }) => family === 'register');
  const D = registers[0]!.alphabetSize;
  const all = [...new Set(registers.map(({ kept }) => kept))].sort((a, b) => a - b);
  const sizes = [...new Set([0, 1, 2, 3].map((quarter) => all[Math.floor((quarter * all.length) / 4)]!))];
  const series = sizes.map((kept, i) => ({
    style: SERIES_STYLES[i]!,
    of: registers.filter((machine) => machine.kept === kept),
  }));
  return drawChart({
    slug,
    title: `Machines of bounded state, D = ${D}`,
    description: `For each number of states the error of a register machine, run on every string, lies on the line 1 − |S|/D^L and goes to 1 as the input length grows.`,
    seen: `${series.map(({ of }) => `|S| = ${of[0]!.states}: ${rangeText(of.map(({ length, err }) => ({ x: length, y: err.value })))}`).join('; ')}.`,
    plot: {
      x: { label: 'input length L (letters)', ticks: 7, tickFormat: numberText },
      y: { label: 'err on uniform strings (1)', domain: [0, 1], grid: true },
      marks: series.flatMap(({ style, of }) => [
        lineMark(
          of.map(({ length, bound }) => ({ x: length, y: bound.value })),
          style,
        ),
        dotMark(
          of.map(({ length, err }) => ({ x: length, y: err.value, title: `L = ${length}: err ${err.fraction}` })),
          style,
        ),
      ]),
    },
    legend: series.map(({ style, of }) => ({
      label: `|S| = ${of[0]!.states}: err of a register, and 1 − |S|/D^L`,
      style,
      shows: 'both' as const,
    })),
    table: { columns: GSSM_COLUMNS, rows: series.flatMap(({ of }) => of.map(gssmRow)) },
  });
}

/** err of the machines of one alphabet against bits of state at the longest L: registers on the bound, prefix machines above it. */
export function gssmByStateChart(slug: string, machines: readonly GssmError[]): Chart {
  const length = Math.max(...machines.map((machine) => machine.length));
  const longest = machines.filter((machine) => machine.length === length);
  const D = longest[0]!.alphabetSize;
  const needed = length * Math.log2(D);
  const [register, prefix, bound] = SERIES_STYLES;
  const points = (family: GssmError['family']) =>
    longest
      .filter((machine) => machine.family === family)
      .map(({ stateBits, err, states }) => ({
        x: stateBits,
        y: err.value,
        title: `${states} states: err ${err.fraction}`,
      }));
  const line = Array.from({ length: 101 }, (_, i) => (needed * i) / 100).map((bits) => ({
    x: bits,
    y: 1 - 2 ** (bits - needed),
  }));
  return drawChart({
    slug,
    title: `err against bits of state, D = ${D}, L = ${length}`,
    description: `The bound 1 − |S|/D^L falls to 0 at L log2 D = ${numberText(needed)} bits. Register machines lie on it and prefix machines above it; none lies below.`,
    seen: `err goes from ${numberText(Math.max(...longest.map(({ err }) => err.value)))} down to ${numberText(Math.min(...longest.map(({ err }) => err.value)))}.`,
    plot: {
      x: { label: 'state log2 |S| (bits)', ticks: 7, tickFormat: numberText },
      y: { label: 'err on uniform strings (1)', domain: [0, 1], grid: true },
      marks: [lineMark(line, bound!), dotMark(points('prefix'), prefix!), dotMark(points('register'), register!)],
    },
    legend: [
      { label: 'registers, run on every string', style: register!, shows: 'marks' },
      { label: 'prefix machines, run on every string', style: prefix!, shows: 'marks' },
      { label: '1 − |S|/D^L, below which no machine comes', style: bound!, shows: 'line' },
    ],
    table: { columns: GSSM_COLUMNS, rows: longest.map(gssmRow) },
  });
}
