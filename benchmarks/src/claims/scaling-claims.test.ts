import { fc, test as property } from '@fast-check/vitest';
import type { ClaimResult } from '@verbatim/evidence';
import { verifyClaims } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { exactGrowth } from './exact-growth.js';
import { LAWFUL, resultOf, type Wanted } from './result.testing.js';
import { missingClaims, scalingClaims } from './scaling-claims.js';

const IDS = [
  'scaling/kv-cache-bytes',
  'scaling/gssm-state-bytes',
  'scaling/naive-attention-memory',
  'scaling/tiled-attention-memory',
  'scaling/decode-time',
  'scaling/prefill-time',
  'scaling/window-attention',
];

async function verified(...series: readonly Wanted[]): Promise<Record<string, ClaimResult>> {
  const claims = scalingClaims(resultOf(...series));
  const results = await verifyClaims(claims, { effort: 'quick', seed: 1, replay: (id) => id });
  return Object.fromEntries(results.map((result) => [result.id, result]));
}

const isMemory = (id: string) => id.endsWith('-attention-memory');

/** The lawful run with some fields of one kernel's series otherwise. */
const but = (kernel: string, change: Partial<Wanted>) =>
  LAWFUL.map((wanted) => (wanted.kernel === kernel ? { ...wanted, ...change } : wanted));

describe('a run in which everything grows as it should', () => {
  test('has every claim hold, every control caught, and none missing', async () => {
    const found = await verified(...LAWFUL);
    expect(Object.fromEntries(Object.values(found).map(({ id, verdict }) => [id, verdict]))).toEqual(
      Object.fromEntries(IDS.map((id) => [id, 'holds'])),
    );
    const controls = Object.values(found).flatMap((result) => result.controls);
    expect(controls.filter(({ caught }) => !caught).map(({ name }) => name)).toEqual([]);
    expect(missingClaims(resultOf(...LAWFUL))).toEqual([]);
  });

  test('has the laws of bytes in full', async () => {
    const { 'scaling/naive-attention-memory': naive } = await verified(...LAWFUL);
    expect(naive!.evidence[0]!.domain).toBe(
      'prefill/attention-prefill-naive/f32/webgpu: 0 + 8200·L + 64·L² bytes at 256 … 262144 (6 lengths)',
    );
    expect(naive!.evidence[0]).toMatchObject({ method: 'exact', cases: '3', failures: '0' });
  });

  test('has the window claimed in L and in m', async () => {
    const { 'scaling/window-attention': window } = await verified(...LAWFUL);
    expect(window!.evidence.map(({ name }) => name)).toEqual([
      'prefill.window-attention-16.f32.webgpu',
      'prefill.window-attention-32.f32.webgpu',
      'prefill.window-attention-64.f32.webgpu',
      'prefill.window-attention-256.f32.webgpu',
      'prefill.window-attention-at-2048.f32.webgpu',
      'prefill.window-attention-at-4096.f32.webgpu',
      'prefill.window-attention-at-16384.f32.webgpu',
      'prefill.window-attention-at-65536.f32.webgpu',
    ]);
  });
});

describe('windows that bytes bound', () => {
  const bound = (series: Wanted): Wanted => {
    const window = Number(series.shape?.window);
    return series.kernel.startsWith('window-attention-') && window < 64
      ? { ...series, time: (L) => 2e4 + 64 * L, bound: 'memory' }
      : series;
  };
  const wider = LAWFUL.filter(({ kernel }) => kernel === 'window-attention-256').flatMap((series) =>
    [128, 512, 1024].map((window) => ({
      ...series,
      kernel: `window-attention-${window}`,
      shape: { window },
      lengths: [8192, 16_384, 65_536, 262_144],
      time: (L: number) => 2e4 + L * window,
    })),
  );

  test('are flat in m, and not among those whose time is claimed to grow with it', async () => {
    const { 'scaling/window-attention': window } = await verified(...LAWFUL.map(bound), ...wider);
    expect(window!.verdict).toBe('holds');
    expect(window!.evidence.find(({ name }) => name.includes('at-65536'))!.domain).toMatch(
      / m = 64, 128, 256, 512, 1024$/,
    );
  });

  test('refute it where they are said to be bound by operations', async () => {
    const said = LAWFUL.map((series) => ({ ...bound(series), bound: 'arithmetic' as const }));
    const { 'scaling/window-attention': window } = await verified(...said, ...wider);
    expect(window!.verdict).not.toBe('holds');
  });
});

describe('something that grows otherwise', () => {
  test.each<[string, string, Partial<Wanted>]>([
    ['scaling/kv-cache-bytes', 'attention-decode', { kvCache: (L) => 8 * L + (L === 262_144 ? 4 : 0) }],
    ['scaling/kv-cache-bytes', 'attention-decode', { kvCache: () => 2 ** 20 }],
    ['scaling/gssm-state-bytes', 'retnet-step', { state: (L) => 2 ** 18 + (L === 262_144 ? 4 : 0) }],
    ['scaling/gssm-state-bytes', 'rnn-step', { kvCache: (L) => 4 * L }],
    ['scaling/naive-attention-memory', 'attention-prefill-naive', { scratch: (L) => 64 * L }],
    ['scaling/tiled-attention-memory', 'attention-prefill', { scratch: (L) => L ** 2 / 256 }],
    ['scaling/decode-time', 'attention-decode', { time: (L) => 2e4 + L ** 2 / 1000 }],
    ['scaling/decode-time', 'retnet-step', { time: (L) => 2e4 + 2 * L }],
    ['scaling/prefill-time', 'attention-prefill', { time: (L) => 2e4 + 3 * L }],
    ['scaling/prefill-time', 'selective-scan', { time: (L) => 2e4 + L ** 2 / 1000 }],
    ['scaling/window-attention', 'window-attention-32', { time: (L) => 2e4 + L ** 2 / 100 }],
  ])('refutes %s: %s', async (id, kernel, change) => {
    const found = await verified(...but(kernel, change));
    expect(found[id]).toMatchObject({ verdict: 'refuted', expected: 'holds' });
    const refuting = found[id]!.evidence.find(({ supports }) => supports === 'refuted')!;
    expect(refuting.counterexample!.explanation).not.toBe('');
    // No other claim is drawn into it, but that naive and tiled attention are each other's controls.
    const others = Object.values(found).filter((other) => other.id !== id && !(isMemory(id) && isMemory(other.id)));
    expect(others.filter(({ verdict }) => verdict !== 'holds').map((other) => other.id)).toEqual([]);
  });

  test('is told by the length, the bytes, and what the law gives', async () => {
    const found = await verified(...but('retnet-step', { state: (L) => 2 ** 18 + (L === 262_144 ? 4 : 0) }));
    expect(found['scaling/gssm-state-bytes']!.evidence[0]!.counterexample).toEqual({
      case: {
        series: 'decode/retnet-step/f32/webgpu',
        length: 262_144,
        bytes: 262_148,
        bytesByTheLaw: '262144',
        leadingCoefficient: '262144',
      },
      explanation:
        'decode/retnet-step/f32/webgpu takes 262148 bytes at L = 262144; the law through its first lengths gives 262144',
    });
  });
});

describe('what cannot be told', () => {
  test('is undecided: a range too short, or noise', async () => {
    const short = [256, 272, 288, 304];
    const time = (L: number) => 2e4 + 2 * L;
    const found = await verified(...but('attention-decode', { lengths: short, time }));
    expect(found['scaling/decode-time']!.verdict).toBe('undecided');
    const noisy = await verified(...but('rnn-step', { noise: 4 }));
    expect(noisy['scaling/decode-time']!.verdict).toBe('undecided');
  });

  test('is undecided: a recurrence that is flat but for the largest length', async () => {
    const time = (L: number) => (L === 262_144 ? 3.2e4 : 2e4);
    const found = await verified(...but('retnet-step', { time }));
    const evidence = found['scaling/decode-time']!.evidence.find(({ name }) => name.includes('retnet'))!;
    expect(evidence.supports).toBe('undecided');
  });

  test('is missing, with what it needs: two lengths, a length twice, the clock of the host, points that failed', () => {
    const few = resultOf(...LAWFUL.map((wanted) => ({ ...wanted, lengths: [256, 1024] })));
    expect(scalingClaims(few)).toEqual([]);
    expect(missingClaims(few).map(({ id }) => id)).toEqual(IDS);
    expect(missingClaims(few)[2]).toEqual({
      id: 'scaling/naive-attention-memory',
      reason: 'not in this run: attention-prefill-naive counted at four lengths or more',
    });
    const onHost = resultOf(...LAWFUL.map((wanted) => ({ ...wanted, clock: 'host' as const })));
    expect(missingClaims(onHost).map(({ id }) => id)).toEqual(IDS.slice(4));
    const twice = resultOf(...LAWFUL);
    const again = twice.points.map((point) => ({ ...point, id: `${point.id}-again` }));
    expect(scalingClaims({ ...twice, points: [...twice.points, ...again] })).toEqual([]);
    const failed = resultOf(...LAWFUL);
    const points = failed.points.map((point) => ({ ...point, status: 'failed' as const }));
    expect(scalingClaims({ ...failed, points })).toEqual([]);
  });
});

describe('exact growth', () => {
  const run = (degree: 0 | 1 | 2, bytes: readonly number[]) =>
    exactGrowth('bytes', degree, [
      { name: 'some', points: bytes.map((count, i) => ({ length: 2 ** (i + 4), bytes: count })) },
    ]).run({
      effort: 'quick',
      seed: 1,
      progress: () => undefined,
      signal: new AbortController().signal,
    });

  property.prop([
    fc.constantFrom(0 as const, 1 as const, 2 as const),
    fc.array(fc.integer({ min: 1, max: 2 ** 20 }), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: 0, max: 4 }),
  ])(
    'holds for every polynomial of the degree, and for none with one byte more',
    async (degree, coefficients, extra) => {
      const law = (L: number) => coefficients.slice(0, degree + 1).reduce((sum, c, power) => sum + c * L ** power, 0);
      const bytes = Array.from({ length: 5 }, (_, i) => law(2 ** (i + 4)));
      expect((await run(degree, bytes)).supports).toBe('holds');
      bytes[extra]! += 1;
      expect((await run(degree, bytes)).supports).toBe('refuted');
    },
  );

  test('needs a length that could contradict', () => {
    expect(() =>
      exactGrowth('bytes', 1, [
        {
          name: 'some',
          points: [
            { length: 1, bytes: 1 },
            { length: 2, bytes: 2 },
          ],
        },
      ]),
    ).toThrow('some has 2 lengths; a law of degree 1 needs 3 or more');
  });
});
