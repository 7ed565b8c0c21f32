/** `verbatim report`: one page of results, with charts. */
import { stat } from 'node:fs/promises';
import { BENCH_SCHEMA, type BenchResult } from '@verbatim/bench';
import type { ReportInput } from '@verbatim/report';
import type { Command } from 'commander';
import { addExportOptions, type Export, type ExportOptions, exportsAsked, writeExports } from '../bench/exports.js';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import type { Invocation } from '../invocation.js';
import { assertReplaceable } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

interface ReportOptions extends ExportOptions {
  readonly out: string;
}

/** Adds the command to the program. */
export function addReport(program: Command, { context, exit }: Invocation): void {
  const command = program
    .command('report')
    .summary('make a page of results, with charts')
    .description(
      'Makes one HTML page, which loads nothing, of results of verify and bench and of the curves of the paper. SVG and CSV of every chart are in it, and beside it in a folder.',
    )
    .argument(
      '<file_or_folder...>',
      'JSON files, or folders with JSON files in them; what is no such result is skipped',
    )
    .option('--out <file>', 'the page', 'report.html');
  addExportOptions(command)
    .addHelpText('after', '\nExit code: 0 written, 2 bad usage, or no result among the files')
    .action(async (names: string[], options: ReportOptions) => exit(await report(context, names, options)));
}

async function report(context: Context, names: readonly string[], options: ReportOptions): Promise<number> {
  const { out } = options;
  // Loaded on demand: the other commands start faster without the charts.
  const { chartsFolder, makeReport, REPORT_SCHEMAS, writeReport } = await import('@verbatim/report');
  const { collectResults } = await import('../report/collect-results.js');
  const { inputs, files, skipped } = await collectResults(names);
  if (inputs.length === 0) {
    const reason = skipped.length === 0 ? 'there is no JSON file' : `${skipped[0]}${others(skipped.length - 1)}`;
    throw new UsageError(`nothing to report: ${reason}; accepted is JSON with the schema ${REPORT_SCHEMAS.join(', ')}`);
  }
  await assertReplaceable('--out', out, files);
  const exports = await exportsAsked(options, { '--out': out }, files);
  const measured = exports.length === 0 ? undefined : onlyRun(inputs, exports);
  const folder = chartsFolder(out);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === false)
    throw new UsageError(
      `--out ${quoted(out)}: ${quoted(folder)}, for its charts, is no folder; accepted is another name`,
    );
  for (const line of skipped) context.stderr.write(`verbatim: warning: ${line}\n`);
  const made = makeReport(await withMissingClaims(inputs));
  try {
    await writeReport(out, made);
  } catch (error) {
    throw new UsageError(
      `--out ${quoted(out)}: ${fileProblem(error)}; accepted is a file in a folder that may be written`,
    );
  }
  if (measured !== undefined) await writeExports(exports, measured);
  const charts = made.files.length === 0 ? '' : `, and ${made.files.length} files of charts and tables in ${folder}`;
  await print(context, `${out}: ${inputs.length === 1 ? '1 result' : `${inputs.length} results`}${charts}\n`);
  for (const { file } of exports) await print(context, `${file}: 1 measuring run\n`);
  return 0;
}

/** Measuring runs with the claims that they have no points for. */
async function withMissingClaims(inputs: readonly ReportInput[]): Promise<ReportInput[]> {
  if (inputs.every(({ result }) => result.schema !== BENCH_SCHEMA)) return [...inputs];
  const { missingClaims } = await import('@verbatim/benchmarks');
  return inputs.map((input) =>
    input.result.schema === BENCH_SCHEMA ? { ...input, missing: missingClaims(input.result) } : input,
  );
}

/** The measuring run that is exported: other tools expect each point once. */
function onlyRun(inputs: readonly ReportInput[], exports: readonly Export[]): BenchResult {
  const runs = inputs.map(({ result }) => result).filter((result) => result.schema === BENCH_SCHEMA);
  const [run] = runs as [BenchResult?];
  if (run === undefined || runs.length > 1)
    throw new UsageError(
      `${exports[0]!.option}: ${runs.length} measuring runs among the files; accepted is one, as verbatim bench wrote it`,
    );
  return run;
}

function others(count: number): string {
  return count === 0 ? '' : `, and ${count} more ${count === 1 ? 'is' : 'are'} none`;
}
