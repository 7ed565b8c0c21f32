import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompareResult, compareExitCode, parseCompareResult } from '@verbatim/bench';
import { runBlock } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { recorder } from '../recorder.testing.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';
import { benchAgainst } from './against.js';
import type { Step } from './build.js';
import { versionsOf, withRevision } from './revision.js';

const { path } = temporaryFolder();

/** Stands in for the command: times from `speed.txt`, on a machine that becomes slower from run to run. */
const COMMAND = `
import { appendFileSync, readFileSync } from 'node:fs';
const result = JSON.parse(readFileSync(process.env.VERBATIM_TEST_RESULT, 'utf8'));
appendFileSync(process.env.VERBATIM_TEST_LOG, process.argv.slice(2).join(' ') + '\\n');
const runs = readFileSync(process.env.VERBATIM_TEST_LOG, 'utf8').split('\\n').length - 2;
const speed = Number(readFileSync(new URL('../../../speed.txt', import.meta.url), 'utf8'));
const time = (i) => speed * 1000 * (1 + 0.02 * runs) * (1 + 0.002 * ((i * 7919) % 13));
const points = result.points.slice(0, 1).map((point) => {
  const samples = Array.from({ length: 12 }, (_, i) => time(i));
  const cold = { median: samples[0], low: samples[0], high: samples[0], confidence: 0.95, samples, dropped: 0, stopped: 'tight' };
  return { ...point, cold, clock: 'device' };
});
console.log(JSON.stringify({ ...result, points, laws: [], crossovers: [], claims: [] }));
`;

function gitIn(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe', encoding: 'utf8' }).trim();
}

/** A repository with two revisions of the command, the first of them tagged `base`. */
async function repository(baseSpeed: number, nextSpeed: number): Promise<string> {
  const folder = mkdtempSync(path('repository-'));
  mkdirSync(join(folder, 'packages/cli/bin'), { recursive: true });
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'packages/cli/bin/verbatim.js'), COMMAND);
  writeFileSync(join(folder, 'speed.txt'), String(baseSpeed));
  gitIn(folder, 'add', '.');
  gitIn(folder, 'commit', '--quiet', '-m', 'base');
  gitIn(folder, 'tag', 'base');
  writeFileSync(join(folder, 'speed.txt'), String(nextSpeed));
  gitIn(folder, 'commit', '--quiet', '--allow-empty', '-am', 'next');
  const { stdout } = await run(['bench', 'state', '--lengths', '1', '--json', '-']);
  writeFileSync(path('result.json'), stdout);
  writeFileSync(path('log.txt'), '');
  process.env.VERBATIM_TEST_RESULT = path('result.json');
  process.env.VERBATIM_TEST_LOG = path('log.txt');
  return folder;
}

const NO_BUILD = [process.execPath, '--version'] as const;
const FAILING = [process.execPath, '-e', 'console.error("no compiler"); process.exit(3)'] as const;

interface Asked {
  readonly revision?: string;
  readonly steps?: { readonly base: readonly Step[]; readonly next: readonly Step[] };
}

/** Progress comes on a busy machine only. */
const withoutProgress = (text: string) => text.replace(/^\d+ %.*\n/gm, '');

async function compared(folder: string, { revision = 'base', steps }: Asked = {}) {
  const [stdout, stderr] = [recorder(), recorder()];
  const context = { stdout, stderr, env: {}, claims: async () => [], openDevice: async () => Promise.reject() };
  let written: CompareResult | undefined;
  const target = {
    file: 'x.json',
    write: async (result: unknown) => {
      written = parseCompareResult(JSON.parse(JSON.stringify(result)));
    },
  };
  const code = await benchAgainst(context, {
    folder,
    revision,
    args: ['state', '--seed', '1'],
    maxSlowdown: 0.05,
    run: runBlock({ command: 'test', seed: 1, versions: {} }),
    target,
    steps: steps ?? { base: [NO_BUILD], next: [NO_BUILD] },
  });
  return { code, stdout: stdout.text, stderr: stderr.text, result: written! };
}

describe('bench --against', () => {
  test('finds a planted slowdown through the drift of the machine, and runs both in turn', async () => {
    const folder = await repository(1, 1.1);
    const { code, stdout, result } = await compared(folder);
    expect(code).toBe(1);
    expect(stdout).toContain('slower');
    expect(compareExitCode(result)).toBe(1);
    expect(result.points[0]!.times[0]!.ratio).toBeCloseTo(1.1, 2);
    expect(readFileSync(path('log.txt'), 'utf8')).toBe('bench state --seed 1 --json -\n'.repeat(12));
  });

  test('takes a drift that both share for no change', async () => {
    const { code, result } = await compared(await repository(1, 1));
    expect(code).toBe(0);
    expect(result.points[0]!.times[0]!.verdict).toBe('same');
  });

  test('says which commits it compares, on standard error and in the JSON', async () => {
    const folder = await repository(1, 1);
    const [base, head] = [gitIn(folder, 'rev-parse', 'base'), gitIn(folder, 'rev-parse', 'HEAD')];
    mkdirSync(join(folder, 'sub'));
    const clean = await compared(join(folder, 'sub'));
    expect(withoutProgress(clean.stderr)).toBe(
      `base: "base", ${base.slice(0, 12)}\nnew: this checkout, ${head.slice(0, 12)}\n`,
    );
    expect([clean.result.base.versions.commit, clean.result.next.versions.commit]).toEqual([base, head]);
    const same = await compared(folder, { revision: 'HEAD' });
    expect(withoutProgress(same.stderr)).toMatch(
      /^base: "HEAD".*\nnew: .*\nboth are the same: whatever differs is noise\n$/,
    );
    writeFileSync(join(folder, 'speed.txt'), '1.0');
    writeFileSync(join(folder, 'sub/new.txt'), '');
    const dirty = await compared(folder, { revision: 'HEAD' });
    expect(dirty.stderr).toMatch(/\nnew: this checkout, \w{12} and 2 uncommitted changes\n$/);
    expect(dirty.result.next.versions.commit).toBe(`${head} and uncommitted changes`);
  });

  test('measures the checkout as it is, not as it was built some time ago', async () => {
    const folder = await repository(1, 1);
    const slower = [process.execPath, '-e', 'require("node:fs").writeFileSync("speed.txt", "1.2")'] as const;
    expect(await compared(folder, { steps: { base: [NO_BUILD], next: [slower] } })).toMatchObject({ code: 1 });
    await expect(compared(folder, { steps: { base: [NO_BUILD], next: [FAILING] } })).rejects.toThrow(
      '--against: this version cannot be built (no compiler); accepted is one that builds',
    );
  });

  test('leaves no worktree behind, whatever happens', async () => {
    const folder = await repository(1, 1);
    const versions = await versionsOf(folder, 'base');
    const worktrees = () => gitIn(folder, 'worktree', 'list').split('\n').length;
    const seen: string[] = [];
    await withRevision(versions, async (checkout) => {
      seen.push(checkout, readFileSync(join(checkout, 'speed.txt'), 'utf8'));
      expect(worktrees()).toBe(2);
    });
    expect(seen[1]).toBe('1');
    await expect(withRevision(versions, () => Promise.reject(new Error('in the work')))).rejects.toThrow('in the work');
    const failing = compared(folder, { steps: { base: [NO_BUILD, FAILING], next: [NO_BUILD] } });
    await expect(failing).rejects.toThrow(
      '--against: "base" cannot be built (no compiler); accepted is one that builds',
    );
    expect(worktrees()).toBe(1);
    expect(existsSync(seen[0]!)).toBe(false);
  });

  test('refuses what cannot be compared before anything is built', async () => {
    const folder = await repository(1, 1);
    const wanted = 'accepted is a folder in a checkout of this workspace';
    await expect(versionsOf(folder, 'none')).rejects.toThrow(
      '--against "none": accepted is a commit, a branch or a tag of this repository',
    );
    await expect(versionsOf(path('.'), 'base')).rejects.toThrow(
      /^--against: git says: not a git repository .*; accepted/,
    );
    gitIn(folder, 'rm', '--quiet', '-r', 'packages');
    gitIn(folder, 'commit', '--quiet', '-m', 'without');
    await expect(versionsOf(folder, 'base')).rejects.toThrow(
      `--against: ${JSON.stringify(folder)} has no packages/cli/bin/verbatim.js; ${wanted}`,
    );
    gitIn(folder, 'checkout', '--quiet', 'base');
    const without = gitIn(folder, 'rev-parse', 'HEAD@{1}');
    await expect(versionsOf(folder, without)).rejects.toThrow(/it has no packages\/cli\/bin\/verbatim.js; accepted/);
  });

  test('refuses a revision of which the command does not run', async () => {
    const folder = await repository(1, 1);
    writeFileSync(join(folder, 'packages/cli/bin/verbatim.js'), 'import "./gone.js";');
    gitIn(folder, 'commit', '--quiet', '-am', 'broken');
    await expect(compared(folder, { revision: 'HEAD' })).rejects.toThrow(
      /^--against: "HEAD" cannot be measured \(Error \[ERR_MODULE_NOT_FOUND\]: .*gone\.js.*\); accepted is one whose/,
    );
  });
});
