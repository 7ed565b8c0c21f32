/** The speeds of docs/gpu.md: a few points of the sweep that `verbatim bench` makes. */
import type { BenchPoint, BenchResult } from '@verbatim/bench';
import type { Provenance } from '../gpu/provenance.js';
import { madeBy } from './made-by.js';
import { markdownTable, wrapped } from './markdown.js';
import { grouped, readable } from './numbers.js';

/** The points that are shown, as the suites name them, and in what their speed is told. */
export const SPEED_POINTS = [
  { name: 'decode', suite: 'decode', kernel: 'attention-decode', length: 65_536, unit: 'GB/s' },
  { name: 'prefill', suite: 'prefill', kernel: 'attention-prefill', length: 16_384, unit: 'TFLOP/s' },
  { name: 'scan', suite: 'prefill', kernel: 'diagonal-scan', length: 1_048_576, unit: 'GB/s' },
] as const;

/** A point in one precision. */
export interface Speed {
  readonly name: string;
  readonly precision: string;
  readonly unit: (typeof SPEED_POINTS)[number]['unit'];
  /** The least work of the operation. */
  readonly flops: number;
  readonly bytes: number;
  /** Null where it did not run. */
  readonly check: { readonly passed: boolean; readonly relativeNorm: number } | null;
  /** Nanoseconds of a run, with an interval for the median; null where the result is wrong or there is none. */
  readonly time: { readonly median: number; readonly low: number; readonly high: number } | null;
  readonly samples: number;
  readonly ledgerBytes: number | null;
  /** By how much the bytes in use on the card grew, or why nothing tells. */
  readonly driverBytes: number | string;
}

/** Speeds and what made them. */
export interface Speeds extends Provenance {
  readonly speeds: readonly Speed[];
}

/** The points of a sweep, in every precision in which it has them. */
export function speedsOf({ run, points }: BenchResult): Speeds {
  const speeds = SPEED_POINTS.flatMap(({ name, suite, kernel, length, unit }) => {
    const same = (point: BenchPoint) =>
      point.suite === suite && point.kernel === kernel && point.length === length && point.backend === 'webgpu';
    return points.filter(same).map(({ precision, check, cold, hot, cost, memory }): Speed => {
      const time = cold ?? hot;
      return {
        name,
        precision,
        unit,
        flops: cost?.flops ?? 0,
        bytes: (cost?.bytesRead ?? 0) + (cost?.bytesWritten ?? 0),
        check,
        time,
        samples: time?.samples.length ?? 0,
        ledgerBytes: memory?.ledgerBytes ?? null,
        driverBytes: memory?.driverBytes ?? 'not measured',
      };
    });
  });
  return { run, commit: null, speeds };
}

/** A row for each speed, under what made it. */
export function speedTable({ run, commit, speeds }: Speeds): string {
  const counts = speeds.filter(({ time }) => time !== null).map(({ samples }) => samples);
  const samples = [...new Set([Math.min(...counts), Math.max(...counts)])].map(grouped).join(' to ');
  return [
    madeBy({ run, commit }),
    ...(counts.length === 0
      ? []
      : [wrapped(`On ${run.device}: ${samples} samples a point, by the clock of the device.`)]),
    markdownTable(
      [
        ['point'],
        ['precision'],
        ['relative norm', 'right'],
        ['median', 'right'],
        ['its interval at 95 %'],
        ['unit'],
        ['median, µs', 'right'],
        ['ledger, bytes', 'right'],
        ['driver, bytes', 'right'],
      ],
      speeds.map(speedRow),
    ),
  ].join('\n\n');
}

function speedRow({ name, precision, unit, flops, bytes, check, time, ledgerBytes, driverBytes }: Speed): string[] {
  const norm = check?.relativeNorm.toExponential(1) ?? '–';
  // Bytes a nanosecond are GB/s, thousands of operations a nanosecond TFLOP/s.
  const work = unit === 'GB/s' ? bytes : flops / 1000;
  return [
    name,
    precision,
    check?.passed === false ? `**wrong**, ${norm}` : norm,
    ...(time === null
      ? ['–', '–', '–', '–']
      : [
          readable(work / time.median),
          `${readable(work / time.high)} … ${readable(work / time.low)}`,
          unit,
          readable(time.median / 1000),
        ]),
    ledgerBytes === null ? '–' : grouped(ledgerBytes),
    typeof driverBytes === 'string' ? 'not told' : grouped(driverBytes),
  ];
}
