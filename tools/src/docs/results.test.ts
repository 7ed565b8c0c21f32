import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sweepFixture } from '../sweep/results.testing.js';
import { gpuFixture } from './gpu-results.testing.js';
import {
  CPU_RESULT,
  GPU_RESULTS,
  H100_BENCH_RESULT,
  H100_FIRST_RESULT,
  readCpuResult,
  readGpuResults,
  readH100Bench,
  readH100First,
  readVerifyResult,
  VERIFY_RESULTS,
} from './results.js';
import { cpuFixture, verifyFixture } from './results.testing.js';

let root: URL;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'verbatim-docs-'));
  root = pathToFileURL(`${folder}/`);
  await mkdir(new URL('docs/results', root), { recursive: true });
  await mkdir(new URL('benchmarks/results', root), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const write = (path: string, text: string) => writeFile(new URL(path, root), text);

describe('committed results', () => {
  test('are read', async () => {
    const deep = { ...verifyFixture, run: { ...verifyFixture.run, seed: 2 } };
    await write(VERIFY_RESULTS.standard, JSON.stringify(verifyFixture));
    await write(VERIFY_RESULTS.deep, JSON.stringify(deep));
    await write(CPU_RESULT, JSON.stringify(cpuFixture));
    expect(await readVerifyResult(root, 'standard')).toEqual(verifyFixture);
    expect(await readVerifyResult(root, 'deep')).toEqual(deep);
    expect(await readCpuResult(root)).toEqual(cpuFixture);
    for (const name of ['check', 'construction'] as const)
      await write(GPU_RESULTS[name], JSON.stringify(gpuFixture[name]));
    expect(await readGpuResults(root)).toEqual(gpuFixture);
    await write(H100_BENCH_RESULT, JSON.stringify(sweepFixture));
    expect(await readH100Bench(root)).toEqual(sweepFixture);
    await write(H100_FIRST_RESULT, JSON.stringify(sweepFixture));
    expect(await readH100First(root)).toEqual(sweepFixture);
  });

  test('that are missing are said to be, with the command that makes them', async () => {
    for (const effort of ['standard', 'deep'] as const)
      await expect(readVerifyResult(root, effort)).rejects.toThrow(
        `docs/results/verify-${effort}.json cannot be read (ENOENT); \`npx verbatim verify --effort ${effort} --seed 1 ` +
          `--json docs/results/verify-${effort}.json\` makes it`,
      );
    await expect(readCpuResult(root)).rejects.toThrow('benchmarks/results/cpu.json cannot be read (ENOENT)');
    await expect(readH100Bench(root)).rejects.toThrow(
      'benchmarks/results/h100-bench.json cannot be read (ENOENT); `npx verbatim bench --json ' +
        'benchmarks/results/h100-bench.json` on an H100 makes it',
    );
    await expect(readH100First(root)).rejects.toThrow(
      'benchmarks/results/h100-first.json cannot be read (ENOENT); a copy of the one in git makes it',
    );
    await expect(readGpuResults(root)).rejects.toThrow(
      'benchmarks/results/h100-check.json cannot be read (ENOENT); `node tools/dist/gpu/check.js --json ' +
        'benchmarks/results/h100-check.json` on an H100 makes it',
    );
  });

  test('of another kind are refused', async () => {
    await write(VERIFY_RESULTS.deep, JSON.stringify(cpuFixture));
    await write(CPU_RESULT, 'null');
    await expect(readVerifyResult(root, 'deep')).rejects.toThrow('verify-deep.json is not a result of verify');
    await expect(readCpuResult(root)).rejects.toThrow('has not the schema verbatim.cpu-bench/1');
    for (const path of Object.values(GPU_RESULTS)) await write(path, JSON.stringify(gpuFixture.check));
    await expect(readGpuResults(root)).rejects.toThrow('has not the schema verbatim.gpu-');
    await write(H100_BENCH_RESULT, JSON.stringify({ schema: 'verbatim.bench/1' }));
    await expect(readH100Bench(root)).rejects.toThrow('h100-bench.json is not a verbatim.bench/1');
    await write(CPU_RESULT, '{');
    await expect(readCpuResult(root)).rejects.toThrow('is not JSON');
  });
});
