// Checks what `npm pack` makes of the package in the current folder: that it has a licence and nothing that only tests
// use, and what publint and attw say.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-pack-'));

function fail(problem, code = 1) {
  console.error(problem);
  rmSync(folder, { recursive: true });
  process.exit(code);
}

/** Runs a command in the package and returns what it prints; stops with its exit code when it fails. */
function run(command, ...args) {
  const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) fail(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`, result.status ?? 1);
  return result.stdout;
}

const [packed] = JSON.parse(run('npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder));
const paths = packed.files.map(({ path }) => path);
if (!paths.includes('LICENSE')) fail('the packed package has no LICENSE: copy that of the workspace into its folder');
const ofTests = paths.filter((path) => /\.(test|testing)\./.test(path));
if (ofTests.length > 0) fail(`only tests use ${ofTests.join(', ')}: exclude them by "files" in package.json`);

const tarball = join(folder, packed.filename);
run('publint', 'run', tarball, '--strict');
run('attw', tarball, '--profile', 'esm-only', '--no-emoji');
rmSync(folder, { recursive: true });
console.log('publint and attw find nothing to say about the packed package.');
