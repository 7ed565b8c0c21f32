/** `verbatim compare`: says of two measuring runs what became slower, bigger or wrong. */
import type { CompareResult } from '@verbatim/bench';
import { runBlock, writeFileAtomically } from '@verbatim/evidence';
import type { Command } from 'commander';
import { commandLine } from '../command-line.js';
import { comparisonMarkdown } from '../compare/markdown.js';
import { percentage } from '../compare/percentage.js';
import { comparisonTable } from '../compare/table.js';
import { type Context, print } from '../context.js';
import { readInput } from '../input/read-input.js';
import type { Invocation } from '../invocation.js';
import { coloursFor } from '../output/colours.js';
import { assertReplaceable, jsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { accepted, parsedJson, UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

interface CompareOptions {
  readonly maxSlowdown?: string;
  readonly countsOnly?: boolean;
  readonly json?: string;
  readonly markdown?: string;
}

/** The largest file that is read, in bytes. */
const LARGEST_FILE = 2 ** 28;
const WANTED = 'a file that verbatim bench wrote';

/** Adds the command to the program. */
export function addCompare(program: Command, { context, args, exit }: Invocation): void {
  program
    .command('compare')
    .summary('compare two measuring runs')
    .description(
      'Compares a measuring run with an earlier one: times against a margin, and results, bytes, dispatches and growth exponents exactly.',
    )
    .argument('<base>', 'the earlier run: a file that verbatim bench wrote')
    .argument('<new>', 'the run to be judged')
    .option('--max-slowdown <percentage>', 'the margin: what is slower by less counts as the same (default: 5%)')
    .option('--counts-only', 'leave times alone, as on a shared machine: results, bytes, FLOPs, dispatches decide')
    .option('--json <file>', 'write the result there, or to standard output with -')
    .option('--markdown <file>', 'write a table for a pull request there, or to standard output with -')
    .addHelpText(
      'after',
      '\nExit code: 0 nothing is worse, 1 a regression, 3 too noisy to tell and nothing worse, 4 nothing comparable, 2 bad usage',
    )
    .action(async (base: string, next: string, options: CompareOptions) =>
      exit(await compare(context, args, [base, next], options)),
    );
}

async function compare(
  context: Context,
  args: readonly string[],
  [baseFile, nextFile]: readonly [string, string],
  { maxSlowdown, countsOnly = false, json, markdown }: CompareOptions,
): Promise<number> {
  const margin = percentage('--max-slowdown', maxSlowdown ?? '5%');
  if (countsOnly && maxSlowdown !== undefined)
    throw new UsageError(
      '--counts-only with --max-slowdown; accepted is one of them: without times there is no margin',
    );
  if (json !== undefined && json === markdown)
    throw new UsageError(`--json and --markdown are both ${quoted(json)}; accepted are two different places`);
  const target = await jsonTarget(context, json, [baseFile, nextFile]);
  if (markdown !== undefined && markdown !== '-') await assertReplaceable('--markdown', markdown, [baseFile, nextFile]);
  const run = runBlock({ command: commandLine(args), seed: 0, versions: { verbatim: VERSION } });
  // Loaded on demand: the other commands start faster without it.
  const { COMPARE_SCHEMA, compareExitCode, compareRuns, parseBenchResult } = await import('@verbatim/bench');
  const base = await readRun('BASE', baseFile, parseBenchResult);
  const next = await readRun('NEW', nextFile, parseBenchResult);
  const comparison = compareRuns(base, next, { maxSlowdown: margin, countsOnly });
  const result: CompareResult = { schema: COMPARE_SCHEMA, run, base: base.run, next: next.run, ...comparison };
  await target?.write(result);
  if (markdown === '-') await print(context, comparisonMarkdown(result));
  else {
    if (markdown !== undefined) await writeFileAtomically(markdown, comparisonMarkdown(result));
    if (target?.file !== null)
      await print(context, `${comparisonTable(comparison, coloursFor(context.stdout, context.env))}\n`);
  }
  return compareExitCode(comparison);
}

async function readRun<T>(name: string, file: string, parse: (json: unknown) => T): Promise<T> {
  const place = `${name} ${quoted(file)}`;
  const text = new TextDecoder().decode(await readInput(place, file, LARGEST_FILE, WANTED));
  const json = parsedJson(place, text, WANTED);
  return accepted(place, () => parse(json));
}
