/** The numbers behind the charts of time and memory. */
import { percentText } from '../numbers.js';
import { cacheOf, carriedBytes, type StyledSeries, timeOf } from '../series.js';
import type { Cell, Table } from '../table.js';

/** Times in nanoseconds, a row a point. */
export function timeTable(series: readonly StyledSeries[]): Table {
  return {
    columns: [
      'series',
      'L (tokens)',
      'median (ns)',
      'low (ns)',
      'high (ns)',
      'confidence',
      'samples',
      'dropped',
      'cache',
      'clock',
      'stopped by',
    ],
    rows: series.flatMap(({ name, points }) =>
      points.map((point): Cell[] => {
        const time = timeOf(point)!;
        return [
          name,
          point.length,
          time.median,
          time.low,
          time.high,
          percentText(Number(time.confidence.toPrecision(4))),
          time.samples.length,
          time.dropped,
          cacheOf(point),
          point.clock,
          time.stopped,
        ];
      }),
    ),
  };
}

/** Bytes by purpose, a row a point; the last column is what is carried over what copying bytes needs. */
export function memoryTable(series: readonly StyledSeries[]): Table {
  return {
    columns: [
      'series',
      'L (tokens)',
      'KV cache (bytes)',
      'state (bytes)',
      'weights (bytes)',
      'activations (bytes)',
      'scratch (bytes)',
      'staging (bytes)',
      'all (bytes)',
      'the driver says (bytes)',
      'bits carried over L·log2 256',
    ],
    rows: series.flatMap(({ name, points }) =>
      points.map((point): Cell[] => {
        const { ledger, ledgerBytes, driverBytes } = point.memory!;
        return [
          name,
          point.length,
          ledger['kv-cache'],
          ledger.state,
          ledger.weights,
          ledger.activations,
          ledger.scratch,
          ledger.staging,
          ledgerBytes,
          driverBytes,
          carriedBytes(point)! / point.length,
        ];
      }),
    ),
  };
}
