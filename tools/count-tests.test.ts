import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./count-tests.mjs', import.meta.url));
let root: string;

function write(path: string, value: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
}

/** A package with tests and, unless it is left out, a report. */
function addPackage(folder: string, report?: unknown): void {
  write(`${folder}/package.json`, { scripts: { test: 'vitest run' } });
  if (report !== undefined) write(`${folder}/.reports/vitest.json`, report);
}

function report(passed: number, failed: number, unloaded = 0) {
  const broken = { status: 'failed', assertionResults: [] };
  return { numPassedTests: passed, numFailedTests: failed, testResults: new Array(unloaded).fill(broken) };
}

function count(status: number) {
  const { stdout, status: exit } = spawnSync(process.execPath, [script, String(status), root], { encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { exit, last: lines.at(-1), lines };
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'verbatim-count-'));
  write('package.json', { workspaces: ['packages/*', 'proofs'] });
  write('packages/README.md', 'not a package');
  write('packages/untested/package.json', { scripts: {} });
  addPackage('packages/a', report(12, 0));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the count of tests', () => {
  test('adds up all packages that have tests, and ends with the sum', () => {
    addPackage('proofs', report(30, 0));
    const { exit, last, lines } = count(0);
    expect(last).toBe('42 passed, 0 failed');
    expect(exit).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^packages\/a +12 passed +0 failed$/);
  });

  test('fails with failed tests, and with test files that could not be loaded', () => {
    addPackage('proofs', report(30, 2, 1));
    expect(count(1)).toMatchObject({ last: '42 passed, 3 failed', exit: 1 });
  });

  test('fails when a package left no report, or half of one', () => {
    addPackage('proofs');
    expect(count(0)).toMatchObject({ last: '12 passed, 1 failed', exit: 1 });
    addPackage('proofs', '{"numPassedTests": 3');
    expect(count(0)).toMatchObject({ last: '12 passed, 1 failed', exit: 1 });
  });

  test('fails when something other than a test failed', () => {
    addPackage('proofs', report(30, 0));
    const { exit, last, lines } = count(2);
    expect(last).toBe('42 passed, 1 failed');
    expect(exit).toBe(1);
    expect(lines.at(-2)).toMatch(/status 2 .* type check, lint/);
  });
});
