// Counts what `npm test` passed and failed, from the report that each package's tests leave: a line a package, and last
// of all `N passed, N failed`. Exits with 1 when anything failed.
//
//   node tools/count-tests.mjs STATUS [FOLDER]   STATUS is the exit status of `npm test`, FOLDER the workspace
//
// Plain JavaScript without imports from node_modules: it must be able to say that the installation failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [status, root = join(dirname(fileURLToPath(import.meta.url)), '..')] = process.argv.slice(2);

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The folders of the workspace that have tests to run; a pattern is a folder or `folder/*`. */
function testedFolders() {
  return readJson(join(root, 'package.json'))
    .workspaces.flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    })
    .filter((folder) => {
      const manifest = join(root, folder, 'package.json');
      return existsSync(manifest) && readJson(manifest).scripts?.test !== undefined;
    })
    .sort();
}

/** What a package's report says. A test file that could not even be loaded has no tests and counts as one failure. */
function count(folder) {
  const path = join(root, folder, '.reports', 'vitest.json');
  if (!existsSync(path)) return { passed: 0, failed: 1, note: 'no report: its tests did not run' };
  try {
    const { numPassedTests: passed, numFailedTests, testResults } = readJson(path);
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    const failed = numFailedTests + unloaded;
    return { passed, failed, note: unloaded > 0 ? `${unloaded} test files could not be loaded` : '' };
  } catch (error) {
    return { passed: 0, failed: 1, note: `unreadable report: ${error.message}` };
  }
}

let passed = 0;
let failed = 0;
for (const folder of testedFolders()) {
  const counts = count(folder);
  passed += counts.passed;
  failed += counts.failed;
  const note = counts.note && ` (${counts.note})`;
  console.log(
    `${folder.padEnd(22)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(4)} failed${note}`,
  );
}
if (status !== '0' && failed === 0) {
  failed = 1;
  console.log(
    `npm test ended with status ${status} though no test failed: a build, type check, lint or package check did`,
  );
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
