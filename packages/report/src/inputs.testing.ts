import { readFileSync } from 'node:fs';
import { benchResult } from './bench-result.testing.js';
import { type ReportResult, readResult } from './read-result.js';
import type { ReportInput } from './report.js';

/** A committed result of this repository. */
export function committed(name: string): ReportResult {
  const read = readResult(JSON.parse(readFileSync(new URL(`../../../docs/results/${name}`, import.meta.url), 'utf8')));
  if ('problem' in read) throw new Error(`${name}: ${read.problem}`);
  return read.result;
}

/** One result of each kind. */
export function inputs(): ReportInput[] {
  return [
    { from: 'verify-standard.json', result: committed('verify-standard.json') },
    { from: 'paper-curves.json', result: committed('paper-curves.json') },
    { from: 'bench.json', result: benchResult() },
  ];
}
