// Checks what `npm pack` makes of the package in the current folder with publint and attw.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-pack-'));

/** Runs a command in the package; stops with its exit code when it fails. */
function run(command, ...args) {
  const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
    rmSync(folder, { recursive: true });
    process.exit(result.status ?? 1);
  }
}

run('npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
const tarball = join(folder, readdirSync(folder)[0]);
run('publint', 'run', tarball, '--strict');
run('attw', tarball, '--profile', 'esm-only', '--no-emoji');
rmSync(folder, { recursive: true });
console.log('publint and attw find nothing to say about the packed package.');
