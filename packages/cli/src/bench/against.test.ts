import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompareResult, compareExitCode } from '@verbatim/bench';
import { runBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { recorder } from '../recorder.testing.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';
import { benchAgainst } from './against.js';
import { repositoryOf, withRevision } from './revision.js';

const { path } = temporaryFolder();

/** Stands in for the command: times from `speed.txt`, on a machine that becomes slower from run to run. */
const COMMAND = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const result = JSON.parse(readFileSync(process.env.VERBATIM_TEST_RESULT, 'utf8'));
const file = process.argv[process.argv.indexOf('--json') + 1];
appendFileSync(process.env.VERBATIM_TEST_LOG, process.argv.slice(2, -2).join(' ') + '\\n');
const runs = readFileSync(process.env.VERBATIM_TEST_LOG, 'utf8').split('\\n').length - 2;
const speed = Number(readFileSync(new URL('../../../speed.txt', import.meta.url), 'utf8'));
const time = (i) => speed * 1000 * (1 + 0.02 * runs) * (1 + 0.002 * ((i * 7919) % 13));
const points = result.points.slice(0, 1).map((point) => {
  const samples = Array.from({ length: 12 }, (_, i) => time(i));
  const cold = { median: samples[0], low: samples[0], high: samples[0], confidence: 0.95, samples, dropped: 0, stopped: 'tight' };
  return { ...point, cold, clock: 'device' };
});
writeFileSync(file, JSON.stringify({ ...result, points, laws: [], crossovers: [], claims: [] }));
`;

/** A repository with two revisions of the command, the first of them tagged \`base\`. */
async function repository(baseSpeed: number, nextSpeed: number): Promise<string> {
  const folder = mkdtempSync(path('repository-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      stdio: 'pipe',
    });
  mkdirSync(join(folder, 'packages/cli/bin'), { recursive: true });
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'packages/cli/bin/verbatim.js'), COMMAND);
  writeFileSync(join(folder, 'speed.txt'), String(baseSpeed));
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
  git('tag', 'base');
  writeFileSync(join(folder, 'speed.txt'), String(nextSpeed));
  git('commit', '--quiet', '--allow-empty', '-am', 'next');
  const { stdout } = await run(['bench', 'state', '--lengths', '1', '--json', '-']);
  writeFileSync(path('result.json'), stdout);
  writeFileSync(path('log.txt'), '');
  process.env.VERBATIM_TEST_RESULT = path('result.json');
  process.env.VERBATIM_TEST_LOG = path('log.txt');
  return folder;
}

const NO_BUILD = [process.execPath, '--version'] as const;

async function compared(folder: string, revision = 'base') {
  const stdout = recorder();
  const context = {
    stdout,
    stderr: recorder(),
    env: {},
    claims: async () => [],
    openDevice: async () => Promise.reject(),
  };
  let written: CompareResult | undefined;
  const target = {
    file: 'x.json',
    write: async (result: unknown) => {
      written = result as CompareResult;
    },
  };
  const block = runBlock({ command: 'test', seed: 1, versions: {} });
  const code = await benchAgainst(context, {
    folder,
    revision,
    args: ['state', '--seed', '1'],
    maxSlowdown: 0.05,
    run: block,
    target,
    build: NO_BUILD,
  });
  return { code, stdout: stdout.text, result: written! };
}

describe('bench --against', () => {
  test('finds a planted slowdown through the drift of the machine, and runs both in turn', async () => {
    const folder = await repository(1, 1.1);
    const { code, stdout, result } = await compared(folder);
    expect(code).toBe(1);
    expect(stdout).toContain('slower');
    expect(compareExitCode(result)).toBe(1);
    expect(result.points[0]!.times[0]!.ratio).toBeCloseTo(1.1, 2);
    expect(readFileSync(path('log.txt'), 'utf8')).toBe('bench state --seed 1\n'.repeat(12));
  });

  test('takes a drift that both share for no change', async () => {
    const { code, result } = await compared(await repository(1, 1));
    expect(code).toBe(0);
    expect(result.points[0]!.times[0]!.verdict).toBe('same');
  });

  test('leaves no worktree behind, whatever happens', async () => {
    const folder = await repository(1, 1);
    const worktrees = () =>
      execFileSync('git', ['-C', folder, 'worktree', 'list'], { encoding: 'utf8' }).trim().split('\n');
    const seen: string[] = [];
    const work = async (checkout: string) =>
      void seen.push(checkout, readFileSync(join(checkout, 'speed.txt'), 'utf8'));
    await withRevision(folder, 'base', work, { build: NO_BUILD });
    expect(seen[1]).toBe('1');
    const broken = [process.execPath, '-e', 'console.error("no compiler"); process.exit(3)'] as const;
    await expect(withRevision(folder, 'base', async () => {}, { build: broken })).rejects.toThrow(
      '--against "base": it cannot be built (no compiler); accepted is one that builds',
    );
    const failing = withRevision(folder, 'base', () => Promise.reject(new Error('in the work')), { build: NO_BUILD });
    await expect(failing).rejects.toThrow('in the work');
    expect(worktrees().length).toBe(1);
    expect(existsSync(seen[0]!)).toBe(false);
  });

  test('refuses a revision without the command, and a folder outside of a repository', async () => {
    const folder = await repository(1, 1);
    execFileSync('git', ['-C', folder, 'rm', '--quiet', '-r', 'packages']);
    execFileSync('git', [
      '-C',
      folder,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.org',
      'commit',
      '--quiet',
      '-m',
      'without',
    ]);
    await expect(compared(folder, 'HEAD')).rejects.toThrow(/^--against: HEAD cannot be measured/);
    await expect(repositoryOf(path('.'))).rejects.toThrow('--against: this folder is in no git repository');
  });
});
