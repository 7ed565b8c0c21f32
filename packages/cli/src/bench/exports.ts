/** `--github-action-benchmark` and `--bencher`: a measuring run as other tools read it, each in a file of its own. */
import { resolve } from 'node:path';
import { type BenchResult, toBencher, toGithubActionBenchmark } from '@verbatim/bench';
import { linkedFile, writeJsonAtomically } from '@verbatim/evidence';
import type { Command } from 'commander';
import { fileProblem } from '../input/read-input.js';
import { assertReplaceable } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/** What the command line gave. */
export interface ExportOptions {
  readonly githubActionBenchmark?: string;
  readonly bencher?: string;
}

interface Format {
  readonly key: keyof ExportOptions;
  readonly option: string;
  readonly help: string;
  readonly convert: (result: BenchResult) => unknown;
}

const FORMATS: readonly Format[] = [
  {
    key: 'githubActionBenchmark',
    option: '--github-action-benchmark',
    help: 'write the run there too, as github-action-benchmark reads it (customSmallerIsBetter)',
    convert: toGithubActionBenchmark,
  },
  { key: 'bencher', option: '--bencher', help: "write the run there too, in Bencher's format", convert: toBencher },
];

/** A file that is to be written. */
export interface Export {
  readonly option: string;
  readonly file: string;
  readonly convert: (result: BenchResult) => unknown;
}

/** Adds both options to a command. */
export function addExportOptions(command: Command): Command {
  for (const { option, help } of FORMATS) command.option(`${option} <file>`, help);
  return command;
}

/**
 * The files asked for. They are tried at once, before any work is done for them.
 *
 * @param others - files that the same command writes, by option.
 * @param inputs - files that it reads.
 * @throws UsageError when one could not be written, or is another of these.
 */
export async function exportsAsked(
  options: ExportOptions,
  others: Readonly<Record<string, string | undefined>> = {},
  inputs: readonly string[] = [],
): Promise<readonly Export[]> {
  const exports = FORMATS.flatMap(({ key, option, convert }) => {
    const file = options[key];
    return file === undefined ? [] : [{ option, file, convert }];
  });
  const taken = new Map<string, string>();
  for (const [option, file] of Object.entries(others))
    if (file !== undefined && file !== '-') taken.set(await placeOf(file), option);
  for (const { option, file } of exports) {
    if (file === '-') throw new UsageError(`${option} "-": accepted is the name of a file`);
    await assertReplaceable(option, file, inputs);
    const place = await placeOf(file);
    const other = taken.get(place);
    if (other !== undefined)
      throw new UsageError(`${other} and ${option} are both ${quoted(file)}; accepted are two different places`);
    taken.set(place, option);
  }
  return exports;
}

/**
 * Writes them, each in one step.
 *
 * @throws UsageError when one cannot be written after all.
 */
export async function writeExports(exports: readonly Export[], result: BenchResult): Promise<void> {
  for (const { option, file, convert } of exports) {
    try {
      await writeJsonAtomically(file, convert(result));
    } catch (error) {
      throw new UsageError(
        `${option} ${quoted(file)}: ${fileProblem(error)}; accepted is a file in a folder that may be written`,
      );
    }
  }
}

async function placeOf(file: string): Promise<string> {
  return resolve(await linkedFile(file));
}
