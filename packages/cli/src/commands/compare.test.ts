import { existsSync, readFileSync } from 'node:fs';
import { type BenchPoint, type BenchResult, parseCompareResult, type TimeSummary } from '@verbatim/bench';
import { runBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { file, path } = temporaryFolder();

/** Samples that lie evenly within 1 % around a median. */
function time(median: number): TimeSummary {
  const samples = Array.from({ length: 21 }, (_, i) => median * (1 + ((i * 8) % 21) / 2100 - 0.01 / 2));
  return { median, low: 0.998 * median, high: 1.002 * median, confidence: 0.95, samples, dropped: 0, stopped: 'tight' };
}

function point(kernel: string, length: number, nanoseconds: number): BenchPoint {
  return {
    id: `decode/${kernel}/f32/cpu/${length}`,
    suite: 'decode',
    kernel,
    precision: 'f32',
    backend: 'cpu',
    length,
    shape: {},
    status: 'measured',
    reason: null,
    check: { passed: true, relativeNorm: 0, worst: 0 },
    cold: time(nanoseconds),
    hot: null,
    clock: 'host',
    memory: {
      ledger: { weights: 0, 'kv-cache': 8 * length, state: 0, activations: 0, scratch: 0, staging: 0 },
      ledgerBytes: 8 * length,
      driverBytes: 'no driver',
    },
    cost: null,
    dispatches: 1,
    achieved: null,
  };
}

const header = runBlock({ command: 'npx verbatim bench', seed: 1, versions: {} });
const result = (points: readonly BenchPoint[]): BenchResult => ({
  schema: 'verbatim.bench/1',
  run: header,
  devices: {},
  ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
  points,
  laws: [],
  crossovers: [],
  claims: [],
});
const write = (name: string, points: readonly BenchPoint[]) => file(name, JSON.stringify(result(points)));

const POINTS = [point('attention', 256, 10_000), point('attention', 1024, 40_000), point('scan', 256, 7000)];
const base = write('base.json', POINTS);
const again = write(
  'again.json',
  POINTS.map((one) => ({ ...one, cold: time(1.001 * one.cold!.median) })),
);
const slow = write('slow.json', [point('attention', 256, 11_200), POINTS[1]!, POINTS[2]!]);
const bigger = write('bigger.json', [
  {
    ...POINTS[0]!,
    memory: { ...POINTS[0]!.memory!, ledger: { ...POINTS[0]!.memory!.ledger, scratch: 64 }, ledgerBytes: 2112 },
  },
  POINTS[1]!,
  POINTS[2]!,
]);
const other = write('other.json', [point('gru', 256, 10_000)]);

describe('compare', () => {
  test('calls a file and itself the same', async () => {
    const { code, stdout, stderr } = await run(['compare', base, base]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/same: 3 same \(margin 5 %\)\n$/);
    expect(stdout).toMatch(/^decode\/scan\/f32\/cpu\/256 +cold +7\.00 µs +7\.00 µs +0\.0 % +0\.0 % to 0\.0 % +same$/m);
  });

  test('calls a run and another of the same program the same', async () => {
    expect((await run(['compare', base, again])).code).toBe(0);
  });

  test('exits with 1 on a slowdown of 12 %, and with 0 where that is accepted', async () => {
    const { code, stdout } = await run(['compare', base, slow]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^decode\/attention\/f32\/cpu\/256 +cold +10\.0 µs +11\.2 µs +\+12\.0 % .* slower$/m);
    expect(stdout).toMatch(/^regression: 1 slower, 2 same \(margin 5 %\)$/m);
    expect((await run(['compare', base, slow, '--max-slowdown', '20%'])).code).toBe(0);
    expect((await run(['compare', slow, base])).stdout).toMatch(/^improved: 1 faster, 2 same/m);
  });

  test('exits with 1 on a buffer more', async () => {
    const { code, stdout } = await run(['compare', base, bigger]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'decode/attention/f32/cpu/256 cold: all memory: 2048 to 2112 bytes, ×1.03; scratch: 0 to 64 bytes',
    );
    const all = POINTS.map((one) => ({ ...one, dispatches: 2 }));
    const everywhere = await run(['compare', base, write('dispatches.json', all)]);
    expect(everywhere.stdout.match(/ cold: dispatches: 1 to 2, ×2$/gm), 'each by its name').toHaveLength(3);
  });

  test('exits with 3 when it cannot tell, and with 4 when nothing is in both', async () => {
    const wild = write('wild.json', [{ ...POINTS[0]!, cold: { ...time(10_000), samples: [5000, 10_000, 20_000] } }]);
    const undecided = await run(['compare', base, wild]);
    expect(undecided.code).toBe(3);
    expect(undecided.stdout).toMatch(/^decode\/attention\/f32\/cpu\/256 cold: the samples do not tell/m);
    expect(undecided.stdout).toMatch(/^only in BASE: decode\/attention\/f32\/cpu\/1024, decode\/scan\/f32\/cpu\/256$/m);
    const none = await run(['compare', base, other]);
    expect(none).toMatchObject({ code: 4, stderr: '' });
    expect(none.stdout).toMatch(/nothing comparable: no point was measured in both runs\n$/);
  });

  test('gives the reason once that many times share', async () => {
    const wild = POINTS.map((one) => ({
      ...one,
      cold: { ...one.cold!, samples: [1, 2, 3].map((i) => i * one.cold!.median) },
    }));
    const { code, stdout } = await run(['compare', base, write('wild-all.json', wild)]);
    expect(code).toBe(3);
    expect(stdout.match(/the samples do not tell/g)).toHaveLength(1);
    expect(stdout).toMatch(/^decode\/attention\/f32\/cpu\/256 cold and 2 more: the samples do not tell/m);
  });

  test('prints JSON and nothing else, or writes it beside Markdown', async () => {
    const { code, stdout, stderr } = await run(['compare', base, slow, '--json', '-']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const json = parseCompareResult(JSON.parse(stdout));
    expect(json, 'nothing is lost in reading it').toEqual(JSON.parse(stdout));
    expect(json).toMatchObject({
      schema: 'verbatim.compare/1',
      verdict: 'regression',
      maxSlowdown: 0.05,
      base: header,
    });
    expect(json.points).toHaveLength(3);

    const [written, markdown] = [path('out.json'), path('out.md')];
    await run(['compare', base, slow, '--json', written, '--markdown', markdown]);
    expect(parseCompareResult(JSON.parse(readFileSync(written, 'utf8'))).points).toEqual(json.points);
    const text = readFileSync(markdown, 'utf8');
    expect(text).toMatch(
      /^\*\*verbatim compare: regression: 1 slower, 2 same \(margin 5 %\)\*\*\n\n\| point \| cache \|/,
    );
    expect(text).toMatch(
      /^\| `decode\/attention\/f32\/cpu\/256` \| cold \| 10\.0 µs \| 11\.2 µs \| \+12\.0 % \| .* \| \*\*slower\*\* \| {2}\|$/m,
    );
    const printed = await run(['compare', base, slow, '--markdown', '-']);
    expect(printed.stdout.split('\n').slice(0, 5)).toEqual(text.split('\n').slice(0, 5));
  });

  test('keeps Markdown whole, whatever an id or a reason holds', async () => {
    const hostile = { ...POINTS[0]!, id: 'a|b`c <i>' };
    const failed: BenchPoint = { ...hostile, status: 'failed', reason: 'no\n| room', cold: null, memory: null };
    const { stdout } = await run([
      'compare',
      write('h1.json', [hostile]),
      write('h2.json', [failed]),
      '--markdown',
      '-',
    ]);
    expect(stdout).toContain("| `a\\|b'c &lt;i>` |  |  |  |  |  | **worse** | failed: no \\| room |");
  });

  test.each<[string[], string]>([
    [
      ['nowhere.json', base],
      'BASE "nowhere.json": there is no such file; accepted is a file that verbatim bench wrote',
    ],
    [
      [base, base, '--max-slowdown', '5'],
      '--max-slowdown "5": accepted is a percentage above 0% and up to 1000%, such as 5%',
    ],
    [
      [base, base, '--max-slowdown', '0%'],
      '--max-slowdown "0%": accepted is a percentage above 0% and up to 1000%, such as 5%',
    ],
    [
      [base, base, '--json', '-', '--markdown', '-'],
      '--json and --markdown are both "-"; accepted are two different places',
    ],
    [
      [base, base, '--markdown', base],
      `--markdown ${JSON.stringify(base)}: this file is read by the same command; accepted is another name`,
    ],
  ])('refuses %j in one line', async (args, message) => {
    expect(await run(['compare', ...args])).toEqual({ code: 2, stdout: '', stderr: `verbatim: ${message}\n` });
  });

  test('refuses foreign JSON, and writes nothing', async () => {
    const foreign = file('foreign.json', '{"schema":"verbatim.verify/1"}');
    const out = path('never.json');
    const { code, stdout, stderr } = await run(['compare', base, foreign, '--json', out]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `verbatim: NEW ${JSON.stringify(foreign)}: this is JSON of the schema "verbatim.verify/1"; accepted is what verbatim bench writes ("schema": "verbatim.bench/1")\n`,
    );
    expect(existsSync(out)).toBe(false);
    const broken = file('broken.json', '{"schema":');
    expect((await run(['compare', broken, base])).stderr).toMatch(
      /^verbatim: BASE ".*": this is not JSON \(.*\); accepted is a file that verbatim bench wrote\n$/,
    );
  });
});
