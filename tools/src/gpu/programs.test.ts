/** The programs as programs: these tests need the built packages, as `npm test` has them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { GpuCheckResult } from './check.js';
import type { GpuConstructionResult } from './construction.js';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`../../dist/gpu/${name}.js`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the check of kernels', () => {
  it('prints a row for each kernel and writes every case', () => {
    const json = join(folder, 'check.json');
    const { status, stdout, stderr } = program('check', 'argmax-readout', 'embedding', '--json', json);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^argmax-readout +f32 +WebGPU +(\d+) of \1 /m);
    const result: GpuCheckResult = JSON.parse(readFileSync(json, 'utf8'));
    expect(result).toMatchObject({ schema: 'verbatim.gpu-check/1', device: { api: 'webgpu (Dawn)' } });
    expect(result.run.device).toBe(result.device.description);
    expect(result.commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}/);
    expect(result.cases.length).toBeGreaterThan(5);
    expect(result.cases.every(({ passed, fault }) => passed && fault === null)).toBe(true);
    const halves = result.cases.some(({ precision }) => precision === 'f16');
    expect(halves || result.skipped.every(({ missingFeature }) => missingFeature === 'shader-f16')).toBe(true);
  });

  it('finds the same with its work shared by processes', () => {
    const [alone, shared] = [1, 3].map((jobs) => {
      const json = join(folder, `check-${jobs}.json`);
      expect(program('check', 'embedding', 'argmax-readout', '--jobs', `${jobs}`, '--json', json).status).toBe(0);
      return JSON.parse(readFileSync(json, 'utf8')) as GpuCheckResult;
    });
    expect(shared!.cases).toEqual(alone!.cases);
    expect(shared!.skipped).toEqual(alone!.skipped);
  });

  it('refuses in one line what it does not know', () => {
    expect(program('check', '--jobs', '0')).toMatchObject({
      status: 2,
      stderr: '--jobs 0: accepted is a whole number of processes, 1 to 64\n',
    });
    expect(program('check', 'nothing')).toMatchObject({ status: 2, stdout: '' });
    expect(program('check', '--adapter', 'quantum')).toEqual({
      status: 2,
      stdout: '',
      stderr: '--adapter quantum: accepted are auto, hardware, software\n',
    });
    expect(program('construction', '--fast').stderr).toMatch(/^Unknown option '--fast'; accepted are .*\n$/);
  });
});

describe('the copying construction', () => {
  it('copies every string but with the broken weights, and writes memory and times', () => {
    const json = join(folder, 'construction.json');
    const { status, stdout } = program('construction', '--quick', '--json', json);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^text-generated +256 +\d+ +256 +generate +yes +0 /m);
    const { schema, run, device, points }: GpuConstructionResult = JSON.parse(readFileSync(json, 'utf8'));
    expect(schema).toBe('verbatim.gpu-construction/1');
    expect(run.device).toBe(device.description);
    expect(points.map(({ mode }) => mode)).toContain('generate');
    const broken = points.filter(({ brokenScale }) => brokenScale !== null);
    expect(broken.map(({ name, certified, copied }) => ({ name, certified, copied }))).toEqual([
      { name: 'broken', certified: false, copied: false },
    ]);
    for (const point of points) {
      if (point.brokenScale === null) {
        expect(point).toMatchObject({ certified: true, copied: true, wrongLetters: 0 });
      }
      const { seconds, lettersPerSecond, length, ledger, ledgerBytes } = point;
      expect(seconds.runs).toBeGreaterThanOrEqual(3);
      expect(seconds.least).toBeLessThanOrEqual(seconds.median);
      expect(seconds.median).toBeLessThanOrEqual(seconds.most);
      expect(lettersPerSecond).toBe(length / seconds.median);
      expect(ledger['kv-cache']).toBeGreaterThan(length);
      expect(Object.values(ledger).reduce((a, b) => a + b)).toBe(ledgerBytes);
    }
    // Half a minute of two processors with nothing beside it.
  }, 240_000);

  it('refuses a point that it does not know, and names those it does', () => {
    expect(program('construction', 'de-bruijn-2-11')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'de-bruijn-2-11: accepted are de-bruijn-2-10, de-bruijn-2-12, de-bruijn-2-14, de-bruijn-2-16, de-bruijn-2-18, ' +
        'de-bruijn-2-20, de-bruijn-26-3, text, text-generated, generated, broken\n',
    });
  });
});
