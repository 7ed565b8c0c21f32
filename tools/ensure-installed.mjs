// Installs the workspace when it is not installed, or when the lock file is newer than what is installed.
// Plain JavaScript with no imports from node_modules: it runs on a fresh clone, before anything is there.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`verbatim needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

/** Modification time in milliseconds, or -1 when the file is not there. */
function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

if (modified('package-lock.json') > modified('node_modules/.package-lock.json')) {
  console.error('Installing dependencies (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}
