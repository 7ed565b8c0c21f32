import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./check-package.mjs', import.meta.url));
const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url));
let folder: string;

function check() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  return { status, output: stdout + stderr };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-package-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'index.js'), 'export const one = 1;\n');
  writeFileSync(join(folder, 'dist', 'index.d.ts'), 'export declare const one: number;\n');
  writeFileSync(join(folder, 'LICENSE'), 'Do what you like.\n');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'one',
      version: '1.0.0',
      license: 'MIT',
      type: 'module',
      files: ['dist'],
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the check of a packed package', () => {
  test('passes one whose exports are all there', () => {
    expect(check()).toMatchObject({ status: 0, output: expect.stringContaining('nothing to say') });
  });

  test('fails one that leaves out what it exports, and says what', () => {
    rmSync(join(folder, 'dist', 'index.js'));
    const { status, output } = check();
    expect(status).not.toBe(0);
    expect(output).toContain('./dist/index.js');
  });

  test('fails one without a licence', () => {
    rmSync(join(folder, 'LICENSE'));
    expect(check()).toMatchObject({ status: 1, output: expect.stringMatching(/^the packed package has no LICENSE/) });
  });

  test.each(['index.test.js', 'index.testing.js'])('fails one that ships %s', (name) => {
    writeFileSync(join(folder, 'dist', name), '');
    expect(check()).toMatchObject({ status: 1, output: expect.stringMatching(/^only tests use dist\//) });
  });
});
