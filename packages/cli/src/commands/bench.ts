/** `verbatim bench`: measures memory and time against input length on this machine's devices. */
import { BACKENDS, type Backend } from '@verbatim/bench';
import { runBlock } from '@verbatim/evidence';
import type { Command } from 'commander';
import { choices } from '../bench/choices.js';
import { addExportOptions, type ExportOptions, exportsAsked } from '../bench/exports.js';
import { parsedLengths } from '../bench/lengths.js';
import { commandLine } from '../command-line.js';
import { percentage } from '../compare/percentage.js';
import { wholeNumber } from '../input/whole-number.js';
import type { Invocation } from '../invocation.js';
import { jsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

interface BenchCommandOptions extends ExportOptions {
  readonly kernel?: string;
  readonly lengths?: string;
  readonly backend?: string;
  readonly precision?: string;
  readonly quick?: boolean;
  readonly seed: string;
  readonly json?: string;
  readonly against?: string;
  readonly maxSlowdown?: string;
}

/** Adds the command to the program. */
export function addBench(program: Command, invocation: Invocation): void {
  const command = program
    .command('bench')
    .summary('measure memory and time against input length')
    .description(
      'Measures memory and time against input length: every result is checked before it is timed, and rates are held against ceilings measured in the same run.',
    )
    .argument('[suite...]', 'decode, prefill, state, construction, gpujs, cpu; all of them without one')
    .option('--kernel <list>', 'of these suites only the named kernels, such as attention-decode,retnet-step')
    .option('--lengths <list>', 'input lengths, such as 256,1k,4k or 1k..128k, where k is 1024')
    .option('--backend <list>', `where: ${BACKENDS.join(', ')}`)
    .option('--precision <list>', 'f32, f16 or f64')
    .option('--quick', 'short inputs and few samples: a minute, to try it without a GPU')
    .option('--seed <n>', 'decides the order of the points: a whole number', '1')
    .option('--json <file>', 'write the result there, or to standard output with -; a run that was stopped is resumed');
  addExportOptions(command)
    .option('--against <revision>', 'build this git revision too, interleave the two, and compare as compare does')
    .option('--max-slowdown <percentage>', 'with --against: what is slower by less counts as the same (default: "5%")')
    .addHelpText(
      'after',
      '\nExit code: 0 measured, 1 a result is wrong or a claim deviates, 3 a claim is undecided, 130 interrupted, 2 bad usage; with --against that of compare',
    )
    .action(async (names: string[], options: BenchCommandOptions) =>
      invocation.exit(await bench(invocation, names, options)),
    );
}

async function bench(
  { context, args }: Invocation,
  names: readonly string[],
  options: BenchCommandOptions,
): Promise<number> {
  const { kernel, lengths, backend, precision, quick = false, seed: seedText, json, against } = options;
  // Loaded on demand: the other commands start faster without kernels and devices.
  const { declaredSuites, plannedPoints, PRECISIONS } = await import('@verbatim/benchmarks');
  const unknown = names.find((name) => !declaredSuites.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    const known = declaredSuites.map(({ name }) => name).join(', ');
    throw new UsageError(`${quoted(unknown)} is no suite; accepted are ${known}`);
  }
  const suites = declaredSuites.filter(({ name }) => names.length === 0 || names.includes(name));
  const kernels = [...new Set(suites.flatMap(({ series }) => series.map((one) => one.kernel)))];
  const asked = {
    kernels: choices('--kernel', kernel, kernels),
    lengths: lengths === undefined ? null : parsedLengths(lengths),
    precisions: choices('--precision', precision, PRECISIONS),
    backends: choices('--backend', backend, BACKENDS),
    quick,
  };
  const seed = wholeNumber('--seed', seedText, 0, Number.MAX_SAFE_INTEGER);
  const planned = plannedPoints(suites, asked);
  if (planned.length === 0) {
    throw new UsageError(
      'no point is left: accepted are a precision and a backend that a suite has, such as --precision f32 --backend webgpu',
    );
  }
  const target = await jsonTarget(context, json);
  const exports = await exportsAsked(options, { '--json': json });
  if (against !== undefined && exports.length > 0)
    throw new UsageError(`${exports[0]!.option} with --against; accepted is one of them: an export is of one run`);
  const maxSlowdown = percentage('--max-slowdown', options.maxSlowdown ?? '5%');
  if (against === undefined && options.maxSlowdown !== undefined)
    throw new UsageError('--max-slowdown without --against; accepted are both together, or compare --max-slowdown');
  const absent = planned.some((point) => point.backend === 'cuda') ? await withoutCuda(context, asked.backends) : [];
  const selection = { ...asked, absent };
  const run = runBlock({ command: commandLine(args), seed, versions: { verbatim: VERSION } });
  if (against !== undefined) {
    const { benchAgainst } = await import('../bench/against.js');
    const same = [
      ...suites.map(({ name }) => name),
      ...optionArgs({ kernel, lengths, backend, precision, quick, seedText }),
    ];
    return benchAgainst(context, { folder: process.cwd(), revision: against, args: same, maxSlowdown, run, target });
  }
  const { runSuites } = await import('../bench/run-suites.js');
  return runSuites(context, { suites, selection, run, target, exports });
}

/**
 * CUDA where this machine does not have it, which is said.
 *
 * @throws UsageError when it was asked for.
 */
async function withoutCuda(
  { stderr }: Invocation['context'],
  backends: readonly Backend[] | null,
): Promise<readonly Backend[]> {
  const { missingCuda } = await import('@verbatim/benchmarks');
  const missing = await missingCuda();
  if (missing === null) return [];
  if (backends !== null) throw new UsageError(`--backend cuda: ${missing}`);
  stderr.write(`without cuda: ${missing}\n`);
  return ['cuda'];
}

/** The options that decide what is measured, as a command line has them. */
function optionArgs(given: {
  readonly kernel: string | undefined;
  readonly lengths: string | undefined;
  readonly backend: string | undefined;
  readonly precision: string | undefined;
  readonly quick: boolean;
  readonly seedText: string;
}): string[] {
  const { kernel, lengths, backend, precision, quick, seedText } = given;
  return [
    ...(kernel === undefined ? [] : ['--kernel', kernel]),
    ...(lengths === undefined ? [] : ['--lengths', lengths]),
    ...(backend === undefined ? [] : ['--backend', backend]),
    ...(precision === undefined ? [] : ['--precision', precision]),
    ...(quick ? ['--quick'] : []),
    '--seed',
    seedText,
  ];
}
