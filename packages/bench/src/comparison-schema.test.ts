import { describe, expect, test } from 'vitest';
import { compareRuns } from './compare-runs.js';
import { COMPARE_SCHEMA, type CompareResult } from './comparison.js';
import { compareResultSchema, parseCompareResult } from './comparison-schema.js';
import { gaussian, point, runOf } from './noise.testing.js';

/** Four lengths, so that exponents are compared; a buffer more at one of them; a point that only one run has; one time. */
function compared(): CompareResult {
  const normal = gaussian('comparison-schema');
  const lengths = [256, 512, 1024, 4096];
  const samples = (length: number) => Array.from({ length: 12 }, () => 10 * length * (1 + 0.001 * normal()));
  const base = runOf([...lengths.map((length) => point('attention', length, samples(length))), point('gone', 1, [1])]);
  const next = runOf([
    ...lengths.map((length) => point('attention', length, samples(length), length === 512 ? 2 ** 20 : 512 * length)),
    point('new', 1, [1]),
  ]);
  const single = point('single', 1, [5]);
  const comparison = compareRuns(
    { ...base, points: [...base.points, single] },
    { ...next, points: [...next.points, { ...single, hot: single.cold, cold: { ...single.cold!, samples: [6] } }] },
  );
  return { schema: COMPARE_SCHEMA, run: base.run, base: base.run, next: next.run, ...comparison };
}

const result = compared();
const [first] = result.points as [CompareResult['points'][number]];
const [time] = first.times as [CompareResult['points'][number]['times'][number]];
const withTime = (own: object) => ({ ...result, points: [{ ...first, times: [{ ...time, ...own }] }] });

describe('the schema of a comparison', () => {
  test('gives a comparison back as it was written, with each of its fields in use', () => {
    expect(result.verdict).toBe('regression');
    expect(result.exponents.map(({ quantity }) => quantity).sort()).toEqual(['bytes', 'time']);
    expect(new Set(result.points.map(({ verdict }) => verdict))).toEqual(new Set(['same', 'worse', 'undecided']));
    expect(result.points.flatMap(({ times }) => times.map(({ interval }) => interval === null))).toContain(true);
    expect([result.onlyBase.length, result.onlyNext.length]).toEqual([1, 1]);
    const json = JSON.parse(JSON.stringify(result));
    expect(compareResultSchema.parse(json)).toEqual(result);
    expect(parseCompareResult(json)).toEqual(result);
  });

  const fields = Object.keys(result).filter((field) => field !== 'schema');
  test.each(fields)('refuses a comparison without %s', (field) => {
    expect(() => parseCompareResult({ ...result, [field]: undefined })).toThrow(
      new RegExp(`^${field}[.:].+; accepted is what verbatim compare writes \\("schema": "verbatim\\.compare/1"\\)$`),
    );
  });

  test.each(Object.keys(time))('refuses a time without %s', (field) => {
    expect(compareResultSchema.safeParse(withTime({})).success).toBe(true);
    expect(() => parseCompareResult(withTime({ [field]: undefined }))).toThrow(
      new RegExp(`^points\\.0\\.times\\.0\\.${field}: .+; accepted is`),
    );
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a measuring run',
      runOf([]),
      /^this is JSON of the schema "verbatim.bench\/1"; accepted is what verbatim compare/,
    ],
    ['foreign JSON', [1, 2], /^this is JSON without a schema; accepted/],
    ['a verdict that there is not', { ...result, verdict: 'fine' }, /^verdict: .+; accepted/],
    ['a verdict without its count', { ...result, counts: { ...result.counts, worse: undefined } }, /^counts\.worse: /],
    ['half a point', { ...result, counts: { ...result.counts, same: 0.5 } }, /^counts\.same: /],
    ['a ratio that was no number', withTime({ ratio: null }), /^points\.0\.times\.0\.ratio: /],
    ['an interval with one end', withTime({ interval: [1] }), /^points\.0\.times\.0\.interval: /],
    ['no margin at all', { ...result, maxSlowdown: 0 }, /^maxSlowdown: /],
  ])('says of %s in one line what is wrong', (_, json, message) => {
    let thrown: unknown;
    try {
      parseCompareResult(json);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect((thrown as Error).message).toMatch(message);
    expect((thrown as Error).message).not.toContain('\n');
  });
});
