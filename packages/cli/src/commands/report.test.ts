import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { BENCH_SCHEMA, type BenchResult, toBencher, toGithubActionBenchmark } from '@verbatim/bench';

import { runBlock, VERIFY_SCHEMA } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { folder, path, file } = temporaryFolder();
const RESULTS = ['verify-standard.json', 'paper-curves.json'].map((name) =>
  fileURLToPath(new URL(`../../../../docs/results/${name}`, import.meta.url)),
);
const out = path('report.html');

const noClaims = JSON.stringify({
  schema: VERIFY_SCHEMA,
  run: runBlock({ command: 'test <b>', seed: 1, versions: {} }),
  claims: [],
});

/** A measuring run of one point, counted and not timed. */
const measured: BenchResult = {
  schema: 'verbatim.bench/1',
  run: runBlock({ command: 'test', seed: 1, versions: {} }),
  devices: {},
  ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
  points: [
    {
      id: 'state/register/f32/cpu/256',
      suite: 'state',
      kernel: 'register',
      precision: 'f32',
      backend: 'cpu',
      length: 256,
      shape: {},
      status: 'measured',
      reason: null,
      check: null,
      cold: null,
      hot: null,
      clock: null,
      memory: {
        ledger: { weights: 0, 'kv-cache': 0, state: 64, activations: 0, scratch: 0, staging: 0 },
        ledgerBytes: 64,
        driverBytes: 'no driver',
      },
      cost: null,
      dispatches: 1,
      achieved: null,
    },
  ],
  laws: [],
  crossovers: [],
  claims: [],
};

describe('report', () => {
  test('makes a page, and files of its charts', async () => {
    const { code, stdout, stderr } = await run(['report', ...RESULTS, '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${out}: 2 results, and 10 files of charts and tables in ${path('report-charts')}\n`);
    const page = readFileSync(out, 'utf8');
    expect(page).toContain('theorem-2.3/as-printed');
    expect(readdirSync(path('report-charts')).sort()).toEqual([
      'paper-1-construction-1.csv',
      'paper-1-construction-1.svg',
      'paper-1-construction-2.csv',
      'paper-1-construction-2.svg',
      'paper-1-construction-3.csv',
      'paper-1-construction-3.svg',
      'paper-1-gssm-length-2.csv',
      'paper-1-gssm-length-2.svg',
      'paper-1-gssm-state-2.csv',
      'paper-1-gssm-state-2.svg',
    ]);
    expect(await run(['report', ...RESULTS, '--out', out])).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8'), 'the same again').toBe(page);
  });

  test('lists the claims that a measuring run says nothing of', async () => {
    const measured = {
      schema: BENCH_SCHEMA,
      run: runBlock({ command: 'test', seed: 1, versions: {} }),
      devices: {},
      ceilings: { copyGigabytesPerSecond: null, matrixProductTeraflops: { f32: null, f16: null } },
      ...{ points: [], laws: [], crossovers: [], claims: [] },
    };
    const made = path('measured.html');
    const from = [file('measured.json', JSON.stringify(measured)), RESULTS[0]!];
    expect(await run(['report', ...from, '--out', made])).toMatchObject({ code: 0, stderr: '' });
    const page = readFileSync(made, 'utf8');
    expect(page).toContain('Of 7 claims this run says nothing');
    expect(page).toContain('<b>scaling/prefill-time</b>: not in this run: attention and a recurrence');
  });

  test('skips foreign JSON with a warning, in folders of folders too, and takes a file once', async () => {
    mkdirSync(path('mixed/deep/node_modules'), { recursive: true });
    const deep = file('mixed/deep/claims.json', noClaims);
    file('mixed/copy.json', '{"schema":"verbatim.copy/1"}');
    file('mixed/list.json', '[1]');
    file('mixed/broken.json', '{');
    file('mixed/wrong.json', noClaims.replace('"seed":1', '"seed":"one"'));
    file('mixed/notes.txt', 'no JSON at all');
    file('mixed/deep/node_modules/package.json', '{}');
    const page = path('mixed.html');
    const { code, stdout, stderr } = await run(['report', path('mixed'), deep, '--out', page]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${page}: 1 result\n` });
    expect(stderr.replaceAll(folder, '').trimEnd().split('\n')).toEqual([
      'verbatim: warning: "/mixed/broken.json" is skipped: it is not JSON',
      'verbatim: warning: "/mixed/copy.json" is skipped: its schema is "verbatim.copy/1"',
      'verbatim: warning: "/mixed/list.json" is skipped: it has no schema',
      expect.stringMatching(
        /^verbatim: warning: "\/mixed\/wrong.json" is skipped: it is no valid verbatim.verify\/1: run.seed: /,
      ),
    ]);
    expect(existsSync(path('mixed-charts'))).toBe(false);
  });

  test('writes the one measuring run among the files for other tools', async () => {
    const run1 = file('run.json', JSON.stringify(measured));
    const claims = file('claims.json', noClaims);
    const [page, action, bencher] = [path('run.html'), path('action.json'), path('bencher.json')];
    const asked = ['--out', page, '--github-action-benchmark', action, '--bencher', bencher];
    const { code, stdout, stderr } = await run(['report', run1, claims, ...asked]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/run\.html: 2 results/),
      `${action}: 1 measuring run`,
      `${bencher}: 1 measuring run`,
      '',
    ]);
    expect(JSON.parse(readFileSync(action, 'utf8'))).toEqual(toGithubActionBenchmark(measured));
    expect(JSON.parse(readFileSync(bencher, 'utf8'))).toEqual(toBencher(measured));
    expect(toBencher(measured)).toEqual({
      'state/register/f32/cpu/256': { memory: { value: 64 }, dispatches: { value: 1 } },
    });
  });

  test.each([
    ['nothing', [], /<file_or_folder> is missing; accepted is what verbatim report --help shows/],
    [
      'a file that is not there',
      [path('none.json')],
      /none.json": there is no such file; accepted are files and folders/,
    ],
    [
      'a folder without JSON',
      [path('empty')],
      /nothing to report: there is no JSON file; accepted is JSON with the schema verbatim.verify\/1, verbatim.bench\/1, verbatim.paper-curves\/1/,
    ],
    [
      'foreign JSON alone',
      [file('foreign.json', '{"schema":"a\\nb"}'), file('more.json', '3')],
      /nothing to report: .*foreign.json" is skipped: its schema is "a\\nb", and 1 more is none; accepted is/,
    ],
    [
      'a page in no folder',
      [file('some.json', noClaims), '--out', path('nowhere/report.html')],
      /--out .*there is no such folder/,
    ],
    [
      'a page over a result',
      [path('some.json'), '--out', path('some.json')],
      /--out .*this file is read by the same command/,
    ],
    [
      'an export of no measuring run',
      [path('some.json'), '--out', path('no.html'), '--bencher', path('no.json')],
      /--bencher: 0 measuring runs among the files; accepted is one, as verbatim bench wrote it/,
    ],
    [
      'an export of two measuring runs',
      [
        file('one.json', JSON.stringify(measured)),
        file('two.json', JSON.stringify(measured)),
        ...['--out', path('no.html'), '--github-action-benchmark', path('no.json')],
      ],
      /--github-action-benchmark: 2 measuring runs among the files; accepted is one/,
    ],
    [
      'an export over its own input',
      [path('one.json'), '--out', path('no.html'), '--bencher', path('one.json')],
      /--bencher .*this file is read by the same command/,
    ],
    [
      'an export over the page',
      [path('one.json'), '--out', path('no.html'), '--bencher', path('no.html')],
      /--out and --bencher are both ".*no.html"; accepted are two different places/,
    ],
    [
      'a file where charts go',
      [file('some2.json', noClaims), '--out', path('taken.html')],
      /taken-charts", for its charts, is no folder/,
    ],
  ])('refuses %s in one line', async (_, args, message) => {
    mkdirSync(path('empty'), { recursive: true });
    file('taken-charts', '');
    const { code, stdout, stderr } = await run(['report', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([existsSync(path('no.html')), existsSync(path('no.json'))]).toEqual([false, false]);
  });
});
