/** Small results for tests: a claim that holds in every way, one that is refuted, and the two remarks. */
import type { ClaimResult, Json, RunBlock, VerifyResult } from '@verbatim/evidence';
import type { CpuBenchResult } from './cpu-tables.js';

const run: RunBlock = {
  command: 'npx verbatim verify',
  seed: 1,
  versions: { node: '20.20.2', '@verbatim/cli': '0.1.0' },
  host: { platform: 'linux', arch: 'x64', cpus: 2, cpu: 'A processor', memory: 8 * 2 ** 30 },
  device: null,
  started: '2026-01-02T03:04:05.678Z',
};

const control = {
  name: 'broken',
  breaks: 'a window is off by one',
  expect: 'refuted' as const,
  caught: true,
  evidence: {
    method: 'exact' as const,
    domain: 'one',
    cases: '1',
    failures: '1',
    seconds: 0,
    supports: 'refuted' as const,
  },
};

const common = {
  source: 'a paper',
  expected: 'holds' as const,
  verdict: 'holds' as const,
  controls: [control],
  replay: 'npx verbatim verify … --effort deep --seed 1',
};

function found(name: string, more: Partial<ClaimResult['evidence'][number]>): ClaimResult['evidence'][number] {
  return {
    name,
    method: 'certificate',
    domain: name,
    cases: '1',
    failures: '0',
    seconds: 0.04,
    supports: 'holds',
    ...more,
  };
}

const widthRow = (alphabetSize: number, log2Length: number, significandBits: number) => ({
  alphabetSize,
  log2Length,
  ngram: 3,
  softmaxScale: 9,
  significandBits,
  exponentBits: 7,
  bits: 8 + significandBits,
  order: 30.123456,
  certified: true,
  leastCertifiedBits: significandBits - 2,
});

const frontierRow = (
  format: string,
  certifiedLength: string | null,
  atBound: Json,
  past: { [name: string]: Json },
) => ({
  alphabetSize: 2,
  ngram: 8,
  format,
  certifiedLength,
  reasonPast: 'the margin is too small',
  atBound,
  past: { ...past, strings: 7 },
});

const memoryRow = (alphabetSize: number, log2Length: number) => ({
  alphabetSize,
  log2Length,
  ratio: 9.25,
  multiple: 48,
});

export const verifyFixture: VerifyResult = {
  schema: 'verbatim.verify/1',
  run,
  claims: [
    {
      ...common,
      id: 'lemma-2.4/sharper',
      statement:
        'p ≤ 1 − |S|/D^L, and so on for long enough that the line has to be broken somewhere, which it is, at a blank.',
      evidence: [
        found('every-string', { method: 'exhaustion', cases: '65534', domain: 'all binary strings' }),
        found('every-other', { method: 'exhaustion', cases: '1000' }),
        found('drawn', { method: 'sampled', cases: '13809', bound: 0.00099995, confidence: 1 - 1e-6 }),
      ],
    },
    {
      ...common,
      id: 'theorem-2.3/as-printed',
      statement: 'err < p.',
      expected: 'refuted',
      verdict: 'refuted',
      evidence: [
        found('smallest', {
          method: 'exact',
          failures: '1',
          counterexample: { case: { D: 2 }, explanation: 'No error is below 0.' },
          supports: 'refuted',
        }),
      ],
    },
    {
      ...common,
      id: 'remark-2.6',
      statement: 'Few bits suffice.',
      evidence: [
        found('table-over-lengths', {
          numbers: { rows: [widthRow(2, 1, 14), widthRow(26, 1, 16), widthRow(256, 1, 18)] },
        }),
        found('least-width-by-search', {
          numbers: {
            rows: [
              { alphabetSize: 2, length: 24, ngram: 4, sufficientBits: 15, certifiedBits: 8, leastBitsBySearch: 3 },
            ],
          },
        }),
        found('precision-frontier', {
          numbers: {
            rows: [
              frontierRow('f32', String(2n ** 126n - 1n), null, { upTo: null, failure: null }),
              frontierRow('f24', String(3n ** 100n), null, { upTo: null, failure: null }),
              frontierRow('f16', '16383', null, { upTo: null, failure: 32762 }),
              frontierRow('bf16', '15', { every: true, strings: 31714, failure: null }, { upTo: 44, failure: null }),
              frontierRow('p6', '63', { every: false, strings: 13, failure: null }, { upTo: 74, failure: null }),
              frontierRow('p3', null, null, { upTo: 5, failure: 5 }),
            ],
          },
        }),
      ],
    },
    {
      ...common,
      id: 'remark-2.9',
      statement: 'Memory is near the least.',
      evidence: [
        found('table-over-lengths', {
          numbers: { rows: [1, 2, 3, 4].flatMap((k) => [memoryRow(2, k), memoryRow(26, k)]) },
        }),
      ],
    },
  ],
};

export const cpuFixture: CpuBenchResult = {
  schema: 'verbatim.cpu-bench/1',
  run,
  points: [
    {
      suite: 'growth',
      name: 'f64',
      parameters: { alphabetSize: 4, length: 1024 },
      counts: { bytesAsDoubles: 32768 },
      unit: 'µs/letter',
      median: 12.34567,
      low: 12.1,
      high: 1234.567,
      confidence: 0.95678,
      samples: 36,
    },
    {
      suite: 'sorting',
      name: 'zeros',
      parameters: { input: 'zeros' },
      unit: 's',
      median: 0.5,
      low: 0.4,
      high: 0.6,
      confidence: 0.9375,
      samples: 5,
    },
  ],
  growth: [
    {
      suite: 'growth',
      statement: 'time = a + b · positions',
      numbers: { rSquared: 0.99987, slopes: [1, 2.5], exactlyLinear: true },
    },
  ],
};
