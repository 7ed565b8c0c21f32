import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type BenchResult, benchResultSchema, toBencher, toGithubActionBenchmark } from '@verbatim/bench';
import { declaredSuites, missingCuda, plannedPoints, programsDigest } from '@verbatim/benchmarks';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { benchExitCode } from '../bench/run-suites.js';
import { benchReport } from '../bench/table.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { folder, path } = temporaryFolder();
const withoutCuda = await missingCuda();
const plain = pc.createColors(false);
const bench = (...args: string[]) => run(['bench', ...args]);
const parse = (text: string) => benchResultSchema.parse(JSON.parse(text)) as BenchResult;

describe('bench', () => {
  test('prints JSON and nothing else', async () => {
    const { code, stdout, stderr } = await bench('state', '--lengths', '1..16', '--precision', 'f32', '--json', '-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { run: block, points, claims, laws } = parse(stdout);
    expect(block).toMatchObject({
      seed: 1,
      command: 'npx verbatim bench state --lengths 1..16 --precision f32 --json -',
    });
    expect(new Set(points.map(({ length }) => length))).toEqual(new Set([1, 2, 4, 8, 16]));
    expect(new Set(points.map(({ precision }) => precision))).toEqual(new Set(['f32']));
    expect(laws.length).toBeGreaterThan(5);
    expect(claims.map(({ id }) => id)).toContain('scaling/kv-cache-bytes');
  });

  test('measures the named kernels alone, and names those there are', async () => {
    const { code, stdout } = await bench('state', '--kernel', 'rnn,lstm', '--lengths', '1', '--json', '-');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).points.map(({ kernel }: { kernel: string }) => kernel)).toEqual(['lstm', 'rnn']);
    const wrong = await bench('state', '--kernel', 'hopfield');
    expect([wrong.code, wrong.stderr.split('\n').length]).toEqual([2, 2]);
    expect(wrong.stderr).toMatch(
      /^verbatim: --kernel "hopfield"; accepted are attention-decode, .*, rnn, one or several/,
    );
  });

  test('shows a table a suite, labelled with the device and with software where it is one', async () => {
    const args = ['decode', 'state', '--lengths', '64', '--precision', 'f32', '--backend', 'webgpu', '--quick'];
    const { code, stdout } = await bench(...args);
    // One length decides no claim, and leaves none to be decided.
    expect(code).toBe(0);
    const { info } = await import('@verbatim/gpu').then(async ({ openDawn }) => {
      const device = await openDawn();
      await device.destroy();
      return device;
    });
    expect(stdout).toContain(`webgpu: ${info.description}`);
    expect(stdout.includes('say nothing of hardware')).toBe(info.kind === 'software');
    expect(stdout).toMatch(/^ceilings, measured in this run: copy [\d.,]+ GB\/s, matrix product \S+ TFLOP\/s in f32/m);
    expect(stdout).toMatch(
      /^decode: One more token after L positions\nkernel +precision +L +time +interval +bytes +GB\/s/m,
    );
    expect(stdout).toMatch(
      /^attention-decode +f32 +64 +[\d.,]+ .s +[\d.,]+ .s … [\d.,]+ .s +536,708 .*(memory|overhead|arithmetic)$/m,
    );
    expect(stdout).toMatch(/^state: .*\nkernel +precision +L +bytes\nattention-decode +f32 +64 +524,292$/m);
  });

  test.skipIf(withoutCuda === null)(
    'leaves CUDA out where there is none, says so, and refuses it when asked for',
    async () => {
      const args = ['decode', '--lengths', '64', '--precision', 'f32', '--quick', '--json', '-'];
      const { code, stdout, stderr } = await bench(...args);
      expect(code).toBe(0);
      expect(stderr.split('\n')).toContain(`without cuda: ${withoutCuda}`);
      expect(new Set(parse(stdout).points.map(({ backend }) => backend))).toEqual(new Set(['webgpu']));
      expect(await bench(...args, '--backend', 'webgpu,cuda')).toEqual({
        code: 2,
        stdout: '',
        stderr: `verbatim: --backend cuda: ${withoutCuda}\n`,
      });
      // Suites without a kernel for it have nothing to say of it.
      expect((await bench('state', '--lengths', '1')).stderr).toBe('');
    },
  );

  test('writes a file, and goes on from the journal of a run that was stopped', async () => {
    const file = path('state.json');
    const args = ['state', '--lengths', '1,2,4', '--json', file];
    expect(await bench(...args)).toMatchObject({ code: 0, stderr: '' });
    const whole = parse(readFileSync(file, 'utf8'));
    expect(readdirSync(folder)).toEqual(['state.json']);
    // As a killed run leaves it: the header, and a point whose bytes are recognised.
    const journal = `${file}.partial.jsonl`;
    const [point] = whole.points as [BenchResult['points'][number]];
    const header = {
      schema: whole.schema,
      suites: ['state'],
      kernels: null,
      lengths: [1, 2, 4],
      precisions: null,
      backends: null,
      quick: false,
      seed: 1,
      versions: whole.run.versions,
      programs: programsDigest(
        plannedPoints(
          declaredSuites.filter(({ name }) => name === 'state'),
          { lengths: [1, 2, 4], precisions: null, backends: null, quick: false },
        ),
      ),
    };
    const marked = { ...point, shape: { ...point.shape, marked: 1 } };
    writeFileSync(journal, `${JSON.stringify(header)}\n${JSON.stringify({ key: point.id, value: marked })}\n`);
    const again = await bench(...args);
    expect(again).toMatchObject({ code: 0, stderr: `going on from ${journal}\n` });
    const resumed = parse(readFileSync(file, 'utf8'));
    expect(resumed.points).toEqual(whole.points.map((each) => (each.id === point.id ? marked : each)));
    expect(existsSync(journal)).toBe(false);
    // Another run is not mixed with it.
    writeFileSync(journal, `${JSON.stringify(header)}\n`);
    const other = await bench('state', '--lengths', '1,2', '--json', file);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/was left by another run \(lengths \[1,2,4\], not \[1,2\]; programs /);
  });

  test('writes the run for other tools beside the result, in files that --json - says nothing of', async () => {
    const [json, action, bencher] = [path('run.json'), path('action.json'), path('bencher.json')];
    const asked = ['--github-action-benchmark', action, '--bencher', bencher];
    const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
    const { code, stdout } = await bench('state', '--lengths', '1', '--json', json, ...asked);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nwritten: ${json}, ${action}, ${bencher}\n$`));
    const result = parse(readFileSync(json, 'utf8'));
    expect(result.points.length).toBeGreaterThan(0);
    expect(read(action)).toEqual(JSON.parse(JSON.stringify(toGithubActionBenchmark(result))));
    expect(read(bencher)).toEqual(JSON.parse(JSON.stringify(toBencher(result))));
    const printed = await bench('state', '--lengths', '1', '--json', '-', ...asked);
    expect(Object.keys(read(bencher))).toEqual(
      parse(printed.stdout)
        .points.filter(({ status }) => status === 'measured')
        .map(({ id }) => id),
    );
    const alone = await bench('state', '--lengths', '1', '--bencher', bencher);
    expect(alone.stdout).toMatch(new RegExp(`\nwritten: ${bencher}\n$`));
  });

  test.each([
    [['speed'], '"speed" is no suite; accepted are decode, prefill, state, construction, gpujs, cpu'],
    [['--lengths', 'all'], '--lengths "all"; accepted are lengths such as 256,1k,4k or ranges of powers of two'],
    [
      ['--backend', 'metal'],
      '--backend "metal"; accepted are webgpu, cuda, gpujs-webgpu, gpujs-webasm, gpujs-cpu, cpu',
    ],
    [['--precision', 'bf16'], '--precision "bf16"; accepted are f32, f16, f64'],
    [['cpu', '--precision', 'f16'], 'no point is left: accepted are a precision and a backend that a suite has'],
    [['--seed', 'x'], '--seed "x": accepted is a whole number'],
    [['--json', 'nowhere/x.json'], '--json "nowhere/x.json": there is no such folder'],
    [['--bencher', 'nowhere/x.json'], '--bencher "nowhere/x.json": there is no such folder'],
    [['--github-action-benchmark', '.'], '--github-action-benchmark ".": there is a folder or device of this name'],
    [['--bencher', '-'], '--bencher "-": accepted is the name of a file'],
    [['--json', 'x', '--bencher', './x'], '--json and --bencher are both "./x"; accepted are two different places'],
    [
      ['--bencher', 'x', '--github-action-benchmark', 'x'],
      '--github-action-benchmark and --bencher are both "x"; accepted are two different places',
    ],
    [['--against', 'HEAD', '--bencher', 'x'], '--bencher with --against; accepted is one of them'],
    [['--against', 'no-such-revision'], '--against "no-such-revision": accepted is a commit, a branch or a tag'],
    [['--against', 'HEAD', '--max-slowdown', '5'], '--max-slowdown "5": accepted is a percentage'],
    [['--max-slowdown', 'x'], '--max-slowdown "x": accepted is a percentage'],
    [['--max-slowdown', '9%'], '--max-slowdown without --against; accepted are both together'],
  ])('refuses %j in one line', async (args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('verbatim: '))).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('the exit code', () => {
  const point = { status: 'measured' } as BenchResult['points'][number];
  const claim = { verdict: 'holds', expected: 'holds', controls: [] } as unknown as BenchResult['claims'][number];
  const codeOf = (points: object[], claims: object[] = []) =>
    benchExitCode({
      points: points.map((own) => ({ ...point, ...own })),
      claims: claims.map((own) => ({ ...claim, ...own })),
    } as unknown as BenchResult);

  test('tells what is wrong from what is left out, and what is undecided', () => {
    expect(codeOf([{}, { status: 'skipped' }], [{}])).toBe(0);
    expect(codeOf([{}, { status: 'wrong' }], [{}])).toBe(1);
    expect(codeOf([{}, { status: 'failed' }])).toBe(1);
    expect(codeOf([{}], [{ verdict: 'refuted' }, { verdict: 'undecided' }])).toBe(1);
    expect(codeOf([{}], [{}, { verdict: 'undecided' }])).toBe(3);
  });
});

test('the report says what is wrong, what was left out, and why', async () => {
  const { stdout } = await bench('state', '--lengths', '1,2', '--json', '-');
  const result = parse(stdout);
  const [first, second, third] = result.points as [
    BenchResult['points'][number],
    BenchResult['points'][number],
    BenchResult['points'][number],
  ];
  const skipped = { status: 'skipped' as const, memory: null, reason: 'out of device memory' };
  const text = benchReport(
    {
      ...result,
      points: [
        { ...first, status: 'wrong' },
        { ...second, ...skipped },
        { ...third, ...skipped, kernel: second.kernel, precision: second.precision },
      ],
    },
    declaredSuites,
    plain,
  );
  expect(text).toMatch(/^attention-decode +f32 +1 +wrong +8,196$/m);
  expect(text).toContain('skipped: attention-decode in f32, L = 2; 1: out of device memory');
});

test('the report ends with the claims, those that are missing and why, and what copying needs', async () => {
  const { stdout } = await bench('state', '--lengths', '1,1k,1M', '--precision', 'f32');
  const [claims, information] = stdout.trimEnd().split('\n\n').slice(-2) as [string, string];
  expect(claims).toMatch(/^claims\nclaim +verdict .*\nscaling\/kv-cache-bytes +holds +holds /);
  expect(claims.split('\n').slice(4)).toEqual([
    'scaling/naive-attention-memory: not in this run: attention-prefill-naive counted at four lengths or more',
    expect.stringMatching(/^scaling\/tiled-attention-memory: not in this run: /),
    expect.stringMatching(/^scaling\/decode-time: not in this run: /),
    expect.stringMatching(/^scaling\/prefill-time: not in this run: /),
    expect.stringMatching(/^scaling\/window-attention: not in this run: /),
  ]);
  // As docs/measuring.md shows it, without some rows.
  const docs = readFileSync(new URL('../../../../docs/measuring.md', import.meta.url), 'utf8');
  const [block] = /^ {4}information: .*\n(?: {4}.*\n)+/m.exec(docs)!;
  const shown = block.replaceAll(/^ {4}/gm, '').trimEnd().split('\n');
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((line) => !information.split('\n').includes(line))).toEqual([]);
});
