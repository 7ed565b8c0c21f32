import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Claim } from '@verbatim/evidence';
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
  staleness,
  VERIFY_RESULT,
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
    await write(VERIFY_RESULT, JSON.stringify(verifyFixture));
    await write(CPU_RESULT, JSON.stringify(cpuFixture));
    expect(await readVerifyResult(root)).toEqual(verifyFixture);
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
    await expect(readVerifyResult(root)).rejects.toThrow(
      'docs/results/verify-standard.json cannot be read (ENOENT); `npx verbatim verify --effort standard --json ' +
        'docs/results/verify-standard.json` makes it',
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
    await write(VERIFY_RESULT, JSON.stringify(cpuFixture));
    await write(CPU_RESULT, 'null');
    await expect(readVerifyResult(root)).rejects.toThrow('is not a result of verify');
    await expect(readCpuResult(root)).rejects.toThrow('has not the schema verbatim.cpu-bench/1');
    for (const path of Object.values(GPU_RESULTS)) await write(path, JSON.stringify(gpuFixture.check));
    await expect(readGpuResults(root)).rejects.toThrow('has not the schema verbatim.gpu-');
    await write(H100_BENCH_RESULT, JSON.stringify({ schema: 'verbatim.bench/1' }));
    await expect(readH100Bench(root)).rejects.toThrow('h100-bench.json is not a verbatim.bench/1');
    await write(CPU_RESULT, '{');
    await expect(readCpuResult(root)).rejects.toThrow('is not JSON');
  });
});

describe('a result is stale', () => {
  const claims = verifyFixture.claims.map(
    ({ id, statement, source, expected, evidence, controls }) =>
      ({ id, statement, source, expected, methods: evidence, controls }) as unknown as Claim,
  );
  const [first, ...others] = claims as [Claim, ...Claim[]];

  test('never when it is about the claims as they are', () => {
    expect(staleness(claims, verifyFixture)).toEqual([]);
  });

  test('when a claim has no result', () => {
    expect(staleness([{ ...first, id: 'new' }, ...claims], verifyFixture)).toEqual(['there is no result for new']);
  });

  test('when a claim is no more', () => {
    expect(staleness(others, verifyFixture)).toEqual([`${first.id} has a result and is no claim any more`]);
  });

  test.each(['statement', 'source'] as const)('when a %s has changed', (field) => {
    expect(staleness([{ ...first, [field]: 'new' }, ...others], verifyFixture)).toEqual([
      `${first.id}: ${field} then ${JSON.stringify(first[field])}, now "new"`,
    ]);
  });

  test('when a method or a control was added', () => {
    const method = first.methods[0]!;
    const control = first.controls[0]!;
    const changed = { ...first, methods: [...first.methods, method], controls: [...first.controls, control] };
    expect(staleness([changed, ...others], verifyFixture)).toEqual([
      `${first.id}: methods then "every-string, every-other, drawn", now "every-string, every-other, drawn, every-string"`,
      `${first.id}: controls then "broken", now "broken, broken"`,
    ]);
  });
});
