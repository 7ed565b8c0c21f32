import { describe, expect, test } from 'vitest';
import { benchResult } from './bench-result.testing.js';
import { committed } from './inputs.testing.js';
import type { PaperCurves } from './paper-curves.js';
import { type ReportResult, readResult } from './read-result.js';
import { makeReport } from './report.js';

describe('a result that is odd but valid', () => {
  const run = benchResult();
  const curves = committed('paper-curves.json') as PaperCurves;
  const [curve] = curves.curves;
  const one = run.points[0]!;
  const machine = { ...curves.gssm.at(-1)!, family: 'register' as const };
  const odd: readonly (readonly [string, ReportResult])[] = [
    ['no point', { ...run, points: [], laws: [], crossovers: [] }],
    ['one point', { ...run, points: [one] }],
    [
      'a point without ceilings',
      { ...run, ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } } },
    ],
    [
      'a law whose constant alone is known',
      { ...run, laws: run.laws.map((law) => ({ ...law, coefficient: 0, exponentInterval: null })) },
    ],
    [
      'crossovers that a logarithmic axis cannot hold, of series that are not there',
      {
        ...run,
        crossovers: [
          { what: 'x', first: 'a', second: 'b/c', length: 0.5, interval: [0, 2], reason: null },
          { what: 'x', first: 'a', second: 'b/c', length: 3, interval: [5, 2], reason: null },
        ],
      },
    ],
    ['a law below zero at some lengths', { ...run, laws: run.laws.map((law) => ({ ...law, constant: -1e7 })) }],
    [
      'nothing measured',
      {
        ...run,
        points: run.points.map((point) => ({
          ...point,
          status: 'skipped' as const,
          reason: 'no',
          cold: null,
          hot: null,
          memory: null,
          achieved: null,
        })),
      },
    ],
    [
      'more series than a chart can hold',
      { ...run, points: Array.from({ length: 13 }, (_, i) => ({ ...one, kernel: `kernel-${i}`, id: `${i}` })) },
    ],
    ['no curves', { ...curves, curves: [], gssm: [] }],
    ['a curve without points', { ...curves, curves: [{ ...curve!, points: [] }], gssm: [] }],
    ['a curve of zeros', { ...curves, curves: [{ ...curve!, points: curve!.points.slice(0, 1) }], gssm: [] }],
    ['one machine', { ...curves, curves: [], gssm: [machine] }],
    ['machines of two alphabets', { ...curves, curves: [], gssm: [machine, { ...machine, alphabetSize: 3 }] }],
    ['no claims', { ...committed('verify-standard.json'), claims: [] } as unknown as ReportResult],
  ];

  test.each(odd)('%s: makes a page without a hole', (_, result) => {
    expect(readResult(JSON.parse(JSON.stringify(result)))).toEqual({ result });
    const { page: text, files } = makeReport([{ from: 'x', result }]);
    for (const part of [text, ...files.map(({ content }) => content)])
      expect(/\bNaN\b|Infinity|undefined|\[object/.exec(part)?.[0]).toBeUndefined();
  });

  test('more series than a chart can hold: are in several', () => {
    const names = makeReport([
      { from: 'x', result: odd.find(([name]) => name.startsWith('more series'))![1] },
    ]).files.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('measured-1-time-') && name.endsWith('.svg'))).toEqual(
      [1, 2].map((part) => `measured-1-time-decode-f32-${part}.svg`),
    );
  });
});
