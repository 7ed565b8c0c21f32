/** The committed results from which numbers in the pages are made. */
import { readFile } from 'node:fs/promises';
import { BENCH_SCHEMA, type BenchResult, benchResultSchema } from '@verbatim/bench';
import { type Effort, type Json, type VerifyResult, verifyResultSchema } from '@verbatim/evidence';
import {
  FALSE_ALARMS_COMMAND,
  FALSE_ALARMS_RESULT,
  FALSE_ALARMS_SCHEMA,
  type FalseAlarmResult,
} from '../false-alarms/result.js';
import type { Peer } from '../pytorch/peer.js';
import type { CpuBenchResult } from './cpu-tables.js';
import type { GpuResults } from './gpu-tables.js';

/** Where the results are, from the root of the repository, and the commands that make them. */
export const VERIFY_RESULTS = {
  standard: 'docs/results/verify-standard.json',
  deep: 'docs/results/verify-deep.json',
} as const satisfies Partial<Record<Effort, string>>;
/** Of these efforts there is a committed run of `verify`. */
export type VerifiedEffort = keyof typeof VERIFY_RESULTS;
/** The command that makes such a run again; of a deep one any number of shards, merged, does as well. */
export const verifyCommand = (effort: VerifiedEffort) =>
  `npx verbatim verify --effort ${effort} --seed 1 --json ${VERIFY_RESULTS[effort]}`;
export const CPU_RESULT = 'benchmarks/results/cpu.json';
export const CPU_COMMAND = `npm run bench:cpu -- --json ${CPU_RESULT}`;

/** The sweep on an H100, and the command that makes it there. */
export const H100_BENCH_RESULT = 'benchmarks/results/h100-bench.json';
export const H100_BENCH_COMMAND = `npx verbatim bench --json ${H100_BENCH_RESULT}`;

/** The first sweep on an H100, with kernels that have been made faster since; only a checkout of then makes it again. */
export const H100_FIRST_RESULT = 'benchmarks/results/h100-first.json';

/** What PyTorch took; it came from elsewhere. */
export const PYTORCH_RESULT = 'benchmarks/peers/pytorch-h100.json';

const CPU_SCHEMA = 'verbatim.cpu-bench/1';

/** What was run on a GPU, in a file each. */
export const GPU_RESULTS: Readonly<Record<keyof GpuResults, string>> = {
  check: 'benchmarks/results/h100-check.json',
  construction: 'benchmarks/results/h100-construction.json',
};

/** All that pages are made of. */
export interface CommittedResults {
  /** The run that docs/results.md is made of. */
  readonly verify: VerifyResult;
  /** The run that the README's table of claims is made of. */
  readonly deep: VerifyResult;
  readonly cpu: CpuBenchResult;
  readonly gpu: GpuResults;
  readonly falseAlarms: FalseAlarmResult;
  readonly pytorch: Peer;
  /** The sweep on an H100. */
  readonly h100: BenchResult;
  /** The first sweep on an H100. */
  readonly first: BenchResult;
}

/**
 * Reads everything.
 *
 * @throws Error with one line for the first file that is missing or of another kind.
 */
export async function readCommittedResults(root: URL): Promise<CommittedResults> {
  return {
    verify: await readVerifyResult(root, 'standard'),
    deep: await readVerifyResult(root, 'deep'),
    cpu: await readCpuResult(root),
    gpu: await readGpuResults(root),
    falseAlarms: await readFalseAlarms(root),
    pytorch: (await readJson(root, PYTORCH_RESULT, 'a copy of the one in git')) as unknown as Peer,
    h100: await readH100Bench(root),
    first: await readH100First(root),
  };
}

async function readJson(root: URL, path: string, maker: string): Promise<Json> {
  let text: string;
  try {
    text = await readFile(new URL(path, root), 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); ${maker} makes it`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON; ${maker} makes it again`);
  }
}

/** Reads a result of which only the schema is checked: it was written by a program of this repository. */
async function readWithSchema<T>(root: URL, path: string, schema: string, maker: string): Promise<T> {
  const result = (await readJson(root, path, maker)) as { schema?: Json } | null;
  if (result?.schema !== schema) throw new Error(`${path} has not the schema ${schema}; ${maker} makes it again`);
  return result as T;
}

/**
 * Reads the committed evidence of this effort.
 *
 * @throws Error with one line when the file is missing or not a result of `verify`.
 */
export async function readVerifyResult(root: URL, effort: VerifiedEffort): Promise<VerifyResult> {
  const path = VERIFY_RESULTS[effort];
  const maker = `\`${verifyCommand(effort)}\``;
  const parsed = verifyResultSchema.safeParse(await readJson(root, path, maker));
  if (!parsed.success) throw new Error(`${path} is not a result of verify; ${maker} makes it again`);
  return parsed.data;
}

/**
 * Reads the committed CPU benchmark.
 *
 * @throws Error with one line when the file is missing or of another schema.
 */
export async function readCpuResult(root: URL): Promise<CpuBenchResult> {
  return readWithSchema(root, CPU_RESULT, CPU_SCHEMA, `\`${CPU_COMMAND}\``);
}

/**
 * Reads what the programs of `tools/src/gpu` wrote on a GPU.
 *
 * @throws Error with one line when a file is missing or of another schema.
 */
export async function readGpuResults(root: URL): Promise<GpuResults> {
  const read = <T>(name: keyof GpuResults): Promise<T> => {
    const path = GPU_RESULTS[name];
    const maker = `\`node tools/dist/gpu/${name}.js --json ${path}\` on an H100`;
    return readWithSchema(root, path, `verbatim.gpu-${name}/1`, maker);
  };
  // In turn, so that of several missing files the first is named.
  return { check: await read('check'), construction: await read('construction') };
}

/**
 * Reads the measured rate of false alarms.
 *
 * @throws Error with one line when the file is missing or of another schema.
 */
export async function readFalseAlarms(root: URL): Promise<FalseAlarmResult> {
  return readWithSchema(root, FALSE_ALARMS_RESULT, FALSE_ALARMS_SCHEMA, `\`${FALSE_ALARMS_COMMAND}\``);
}

/**
 * Reads the sweep on an H100.
 *
 * @throws Error with one line when the file is missing or not what `verbatim bench` writes.
 */
export async function readH100Bench(root: URL): Promise<BenchResult> {
  return readBench(root, H100_BENCH_RESULT, `\`${H100_BENCH_COMMAND}\` on an H100`);
}

/**
 * Reads the first sweep on an H100.
 *
 * @throws Error with one line when the file is missing or not what `verbatim bench` writes.
 */
export async function readH100First(root: URL): Promise<BenchResult> {
  return readBench(root, H100_FIRST_RESULT, 'a copy of the one in git');
}

async function readBench(root: URL, path: string, maker: string): Promise<BenchResult> {
  const parsed = benchResultSchema.safeParse(await readJson(root, path, maker));
  if (!parsed.success) throw new Error(`${path} is not a ${BENCH_SCHEMA}; ${maker} makes it again`);
  return parsed.data;
}
