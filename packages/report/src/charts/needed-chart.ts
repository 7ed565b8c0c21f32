/** Bits that models keep, on the lines of the L·log2 D bits that copying needs, and the lengths at which they fall below. */
import {
  type BenchResult,
  bitsNeeded,
  informationKept,
  type KeptBits,
  type KeptInformation,
  largestLength,
} from '@verbatim/bench';
import { lengthAxis, lengthText, logAxis } from '../axes.js';
import { type Chart, type ChartPoint, dotMark, drawChart, lineMark, ringMark, shadeMark } from '../chart.js';
import { numberText } from '../numbers.js';
import { SERIES_STYLES, type SeriesStyle } from '../palette.js';
import { chartGroups, type SeriesGroup, type StyledSeries, seriesWith } from '../series.js';
import { largestText, neededTable } from './needed-tables.js';

const BYTES = 256;
/** Alphabets with a line of their own, and its look. */
const LINES: readonly { readonly D: number; readonly style: SeriesStyle }[] = [
  { D: BYTES, style: { ...SERIES_STYLES[0]!, colour: 'currentColor', dash: '1 3' } },
  { D: 2, style: { ...SERIES_STYLES[0]!, colour: 'currentColor', dash: '5 2' } },
];
const STEPS = 24;
/** Higher than other charts: the lines lie close, and rings on them. */
const HEIGHT = 340;

/** A series with what it keeps, and the points at which that is only just enough: one for each line. */
interface Drawn extends StyledSeries {
  readonly kept: KeptInformation;
  readonly crossings: readonly KeptBits[];
}

/** One chart for each suite and precision of what keeps bits. */
export function neededCharts(slug: string, result: BenchResult): Chart[] {
  const kept = new Map(informationKept(result).map((information) => [information.series, information]));
  const series = seriesWith(result, ({ status }) => status === 'measured').filter(({ name }) => kept.has(name));
  return chartGroups(series).map((group) => neededChart(slug, group, kept));
}

function neededChart(slug: string, group: SeriesGroup, kept: ReadonlyMap<string, KeptInformation>): Chart {
  const drawn = group.series.map((series): Drawn => {
    const information = kept.get(series.name)!;
    return { ...series, kept: information, crossings: LINES.flatMap(({ D }) => crossingOf(information, D)) };
  });
  const points = drawn.flatMap((series) => [...series.kept.points, ...series.crossings]);
  const lengths = points.map(({ length }) => length);
  const ends = [Math.min(...lengths), Math.max(...lengths)];
  const lines = LINES.map(({ D, style }) => ({
    style,
    label: D === BYTES ? `L·log2 D bits for bytes, D = ${D}` : `L·log2 D bits for D = ${D}; shaded: fewer`,
    points: ends.map((length) => ({ x: length, y: bitsNeeded(length, D) })),
  }));
  const y = logAxis([...points.map(({ bits }) => bits), ...lines.flatMap((line) => line.points.map((end) => end.y))]);
  const rings = drawn.flatMap(({ label, crossings }) =>
    crossings.map((crossing) => ({
      ...placed(crossing),
      title: `${label}: ${numberText(crossing.bits)} bits are enough up to L = ${numberText(crossing.length)}`,
    })),
  );
  return drawChart({
    slug: `${slug}-needed-${group.slug}`,
    title: `Bits stored against bits needed: ${group.name}`,
    description: `Logarithmic axes: bits of KV cache and state after L letters, and the L·log2 D bits without which no model copies every string. A ring is where the bits are only just enough; beyond the lengths measured a line goes on, faintly, as far as there.`,
    seen: `${drawn.map(seenText).join('; ')}.`,
    height: HEIGHT,
    plot: {
      x: { ...lengthAxis(lengths), label: 'input length L (letters; 1k = 1,024)' },
      y: { ...y, label: 'kept, and needed (bits)' },
      marks: [
        ...lines.map((line) => shadeMark(line.points, y.domain[0])),
        ...lines.map((line) => lineMark(line.points, line.style)),
        ...drawn.flatMap((series) => [
          ...beyond(series).map((line) => lineMark(line, series.style, 0.4)),
          lineMark(series.kept.points.map(placed), series.style),
          dotMark(
            series.kept.points.map((point) => ({
              ...placed(point),
              title: `${series.label}, L = ${lengthText(point.length)}: ${numberText(point.bits)} bits`,
            })),
            series.style,
          ),
        ]),
        ringMark(rings),
      ],
    },
    legend: [
      ...drawn.map(({ label, style, kept: information }) => ({
        label,
        note: noteText(largestLength(information, BYTES)),
        style,
        shows: 'both' as const,
      })),
      ...lines.map(({ label, style }) => ({ label, style, shows: 'line' as const })),
      ...(rings.length === 0
        ? []
        : [
            { label: 'last L with bits enough; named above for bytes', style: LINES[0]!.style, shows: 'ring' as const },
          ]),
    ],
    table: neededTable(drawn.map((series) => series.kept)),
  });
}

function placed({ length, bits }: KeptBits): ChartPoint {
  return { x: length, y: bits };
}

/** Where the bits are only just enough; none where they always are, never, or no law tells. */
function crossingOf(kept: KeptInformation, alphabetSize: number): KeptBits[] {
  const length = largestLength(kept, alphabetSize);
  return length === null || length === Infinity || length < 1 ? [] : [{ length, bits: bitsAt(kept, length) }];
}

function bitsAt({ law }: KeptInformation, length: number): number {
  return law!.constant + law!.perLetter * length;
}

/** The law from the ends of what was measured to the crossings outside. */
function beyond({ kept, crossings }: Drawn): ChartPoint[][] {
  const { length: low } = kept.points[0]!;
  const { length: high } = kept.points.at(-1)!;
  const outside = crossings.map(({ length }) => length).filter((length) => length < low || length > high);
  return [
    [Math.min(...outside, low), low],
    [high, Math.max(...outside, high)],
  ]
    .filter(([from, to]) => from! < to!)
    .map(([from, to]) =>
      Array.from({ length: STEPS + 1 }, (_, i) => from! * (to! / from!) ** (i / STEPS)).map((length) => ({
        x: length,
        y: bitsAt(kept, length),
      })),
    );
}

function noteText(length: number | null): string {
  if (length === null) return '';
  return length === Infinity ? ': every L' : `: up to L = ${numberText(length)}`;
}

function seenText({ label, kept }: Drawn): string {
  const [first, last] = [kept.points[0]!, kept.points.at(-1)!];
  const at = ({ length, bits }: KeptBits) => `${numberText(bits)} bits at L = ${lengthText(length)}`;
  const enough = LINES.map(({ D }) => `${largestText(largestLength(kept, D))} for D = ${D}`).join(', ');
  return `${label}: ${at(first)}, ${at(last)}, enough up to L: ${enough}`;
}
