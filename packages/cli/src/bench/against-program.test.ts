/** `bench --against` as a program, with npm and git at work: these tests need the built package, as `npm test` has it. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const BIN = fileURLToPath(new URL('../../bin/verbatim.js', import.meta.url));
const { path, file } = temporaryFolder();

/** Copies a result to where the command finds it, and says where it was; `slow` waits for an interruption. */
const BUILD = `
import { copyFileSync, writeFileSync } from 'node:fs';
copyFileSync(process.env.VERBATIM_TEST_RESULT, 'built.json');
if (process.cwd().includes('verbatim-against-') && process.env.VERBATIM_TEST_SLOW) {
  writeFileSync(process.env.VERBATIM_TEST_SLOW, process.cwd());
  setInterval(() => {}, 1000);
}
`;
const COMMAND = `
import { readFileSync } from 'node:fs';
process.stdout.write(readFileSync(new URL('../../../built.json', import.meta.url)));
`;

/** A workspace of which one revision is tagged `base`, and npm has nothing to install. */
async function workspace(name: string) {
  const folder = path(name);
  const temporary = path(`${name}-tmp`);
  mkdirSync(join(folder, 'packages/cli/bin'), { recursive: true });
  mkdirSync(temporary);
  const scripts = { build: 'node build.js' };
  file(`${name}/package.json`, JSON.stringify({ name, type: 'module', scripts }));
  file(`${name}/package-lock.json`, JSON.stringify({ name, lockfileVersion: 3, packages: { '': { name } } }));
  file(`${name}/build.js`, BUILD);
  file(`${name}/.gitignore`, 'built.json\n');
  file(`${name}/packages/cli/bin/verbatim.js`, COMMAND);
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
    return execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe', encoding: 'utf8' }).trim();
  };
  execFileSync('git', ['init', '--quiet', folder]);
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
  git('tag', 'base');
  git('commit', '--quiet', '--allow-empty', '-m', 'next');
  const { stdout } = await run(['bench', 'state', '--lengths', '1', '--json', '-']);
  const env = { ...process.env, TMPDIR: temporary, VERBATIM_TEST_RESULT: file(`${name}.json`, stdout) };
  return {
    left: () => [...readdirSync(temporary), ...git('worktree', 'list').split('\n').slice(1)],
    start(more: Readonly<Record<string, string>> = {}) {
      const args = [BIN, 'bench', 'state', '--lengths', '1', '--against', 'base'];
      const child = spawn(process.execPath, args, { cwd: folder, env: { ...env, ...more } });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text) => {
          texts[name] += text;
        });
      const end = new Promise<number | null>((resolve) => child.on('close', resolve));
      return { child, texts, end };
    },
  };
}

describe('the program', () => {
  test('builds both with npm, compares, and leaves nothing', async () => {
    const { start, left } = await workspace('whole');
    const { texts, end } = start();
    expect([await end, texts.stderr.replaceAll(/^\d+ % .*\n/gm, '')]).toEqual([
      0,
      expect.stringMatching(/^base: "base", \w{12}\nnew: this checkout, \w{12}\n$/),
    ]);
    expect(texts.stdout).toMatch(/\nsame: \d+ same \(margin 5 %\)\n$/);
    expect(left()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing after a %s while the revision is built', async (signal) => {
    const { start, left } = await workspace(`stopped-${signal}`);
    const slow = path(`slow-${signal}`);
    const { child, texts, end } = start({ VERBATIM_TEST_SLOW: slow });
    while (!existsSync(slow)) await setTimeout(20);
    expect(left()).toHaveLength(2);
    child.kill(signal);
    expect(await end).toBe(130);
    expect(texts.stdout).toBe('');
    expect(texts.stderr).toMatch(/\nverbatim: interrupted; taking the worktree away, a comparison is not resumed\n$/);
    expect(left()).toEqual([]);
  });
});
