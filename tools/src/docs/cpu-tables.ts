/** The tables of the CPU benchmark. */
import type { RunBlock } from '@verbatim/evidence';
import { markdownList, markdownTable, wrapped } from './markdown.js';
import { confidence, readable } from './numbers.js';

/** What is read of a `verbatim.cpu-bench/1` result. */
export interface CpuBenchResult {
  readonly schema: 'verbatim.cpu-bench/1';
  readonly run: RunBlock;
  readonly points: readonly CpuPoint[];
  readonly growth: readonly CpuGrowth[];
}

/** One thing measured. */
export interface CpuPoint {
  readonly suite: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly counts?: Readonly<Record<string, number>>;
  readonly unit: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly samples: number;
}

/** How points of a suite grow. */
export interface CpuGrowth {
  readonly suite: string;
  readonly statement: string;
  readonly numbers: Readonly<Record<string, number | readonly number[] | boolean>>;
}

/** The letters that the theory has for parameters. */
const SYMBOLS: Readonly<Record<string, string>> = { alphabetSize: 'D', ngram: 'n', length: 'L' };

/** The machine, the versions and the command of a run, in a sentence or two. */
export function runInWords({ command, seed, versions, host, started }: RunBlock): string {
  const { cpu, cpus, memory, platform, arch } = host;
  const machine = `${cpu}, ${cpus} cores, ${(memory / 2 ** 30).toFixed(1)} GiB, ${platform} ${arch}`;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return wrapped(
    `Made by \`${command}\` with seed ${seed} on ${started.slice(0, 10)}: ${machine}; ${software.join(', ')}.`,
  );
}

/** A table for each suite, and under it what grows how. */
export function cpuTables({ points, growth }: Pick<CpuBenchResult, 'points' | 'growth'>): string {
  const suites = [...new Set(points.map(({ suite }) => suite))];
  return suites
    .flatMap((suite) => [
      `### \`${suite}\``,
      suiteTable(points.filter((point) => point.suite === suite)),
      ...growth.filter((each) => each.suite === suite).map(growthList),
    ])
    .join('\n\n');
}

function suiteTable(points: readonly CpuPoint[]): string {
  const keys = (of: (point: CpuPoint) => object) => [...new Set(points.flatMap((point) => Object.keys(of(point))))];
  const parameters = keys((point) => point.parameters);
  const counts = keys((point) => point.counts ?? {});
  const units = [...new Set(points.map(({ unit }) => unit))];
  return markdownTable(
    [
      [''],
      ...parameters.map((name) => [SYMBOLS[name] ?? inWords(name), 'right'] as const),
      ...counts.map((name) => [SYMBOLS[name] ?? inWords(name), 'right'] as const),
      [`median, ${units.join(' or ')}`, 'right'],
      ['interval', 'right'],
      ['confidence', 'right'],
      ['samples', 'right'],
    ],
    points.map((point) => [
      point.name,
      ...parameters.map((name) => cell(point.parameters[name])),
      ...counts.map((name) => cell(point.counts?.[name])),
      readable(point.median),
      `${readable(point.low)} … ${readable(point.high)}`,
      confidence(Math.floor(1000 * point.confidence) / 1000),
      readable(point.samples),
    ]),
  );
}

function growthList({ statement, numbers }: CpuGrowth): string {
  const value = (of: CpuGrowth['numbers'][string]) =>
    typeof of === 'boolean' ? String(of) : typeof of === 'number' ? readable(of) : of.map(readable).join(', ');
  const items = Object.entries(numbers).map(([name, of]) => `${inWords(name)}: ${value(of)}`);
  return `${wrapped(`${statement}:`)}\n\n${markdownList(items)}`;
}

function cell(value: number | string | undefined): string {
  return typeof value === 'number' ? readable(value) : (value ?? '');
}

/** `bytesAsDoubles` as `bytes as doubles`; `rSquared` is a symbol. */
function inWords(name: string): string {
  return name === 'rSquared' ? 'R²' : name.replaceAll(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}
