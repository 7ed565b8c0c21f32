import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let root: string;

/** Runs the script in a workspace of its own, with an npm that only notes what it was asked and exits with `status`. */
function ensureInstalled(status = 0) {
  writeFileSync(join(root, 'bin', 'npm'), `#!/bin/sh\necho "$@" > "${root}/asked"\nexit ${status}\n`, { mode: 0o755 });
  const { status: exit } = spawnSync(process.execPath, [join(root, 'tools', 'ensure-installed.mjs')], {
    env: { ...process.env, PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}` },
  });
  return { exit, installed: existsSync(join(root, 'asked')) };
}

/** Writes a file that was last modified so many seconds after 2020. */
function touch(path: string, second: number): void {
  writeFileSync(join(root, path), '{}');
  const time = new Date(Date.UTC(2020) + second * 1000);
  utimesSync(join(root, path), time, time);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'verbatim-install-'));
  for (const folder of ['tools', 'bin', 'node_modules']) mkdirSync(join(root, folder));
  const script = fileURLToPath(new URL('./ensure-installed.mjs', import.meta.url));
  copyFileSync(script, join(root, 'tools', 'ensure-installed.mjs'));
  touch('package-lock.json', 10);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the check before npm start and npm test', () => {
  test('installs on a fresh clone', () => {
    expect(ensureInstalled()).toEqual({ exit: 0, installed: true });
  });

  test('installs again when the lock file is newer than what is installed', () => {
    touch('node_modules/.package-lock.json', 9);
    expect(ensureInstalled()).toEqual({ exit: 0, installed: true });
  });

  test('does nothing when the installation is up to date', () => {
    touch('node_modules/.package-lock.json', 11);
    expect(ensureInstalled()).toEqual({ exit: 0, installed: false });
  });

  test('passes on that the installation failed', () => {
    expect(ensureInstalled(7)).toEqual({ exit: 7, installed: true });
  });
});
