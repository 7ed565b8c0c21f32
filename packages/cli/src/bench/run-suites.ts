/** Runs suites with a journal, so that what was measured outlives an interruption, and reports. */
import type { BenchResult } from '@verbatim/bench';
import { BENCH_SCHEMA } from '@verbatim/bench';
import {
  type BenchOptions,
  type BenchProgress,
  type DeclaredSuite,
  OtherDeviceError,
  plannedPoints,
  programsDigest,
  resultSoFar,
  runBench,
  type Selection,
} from '@verbatim/benchmarks';
import {
  exitCode,
  InterruptedError,
  type Journal,
  JournalMismatchError,
  LockedError,
  openJournal,
  type RunBlock,
} from '@verbatim/evidence';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import { coloursFor } from '../output/colours.js';
import type { JsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { memoryJournal } from '../verify/memory-journal.js';
import { type Export, writeExports } from './exports.js';
import { benchReport } from './table.js';
import { leftText } from './units.js';

/** What is to be measured, and where the result goes. */
export interface Measuring {
  readonly suites: readonly DeclaredSuite[];
  readonly selection: Selection;
  readonly run: RunBlock;
  readonly target: JsonTarget | undefined;
  /** The result in other formats, written when the run has come to its end. */
  readonly exports: readonly Export[];
}

/**
 * Measures and reports.
 *
 * @returns the exit code.
 * @throws UsageError when there is a journal of another run, or of another device.
 */
export function runSuites(context: Context, measuring: Measuring): Promise<number> {
  // Around everything: where there is a journal, an interruption is heard.
  return interruptible(async (signal) => {
    const journal = await journalOf(measuring);
    const { suites, selection, run, target, exports } = measuring;
    if (journal.units().length > 0) context.stderr.write(`going on from ${journal.path}\n`);
    const progress = progressLine(context.stderr);
    const onProgress = (at: BenchProgress) => progress.show(...progressOf(at));
    const options: BenchOptions = { suites, selection, run, journal, signal, onProgress };
    try {
      const result = await runBench(options);
      progress.clear();
      if (target?.file) await journal.finish(result);
      await writeExports(exports, result);
      await report(context, measuring, result);
      const written = [...(target?.file ? [target.file] : []), ...exports.map(({ file }) => file)];
      if (target?.file !== null && written.length > 0) await print(context, `\nwritten: ${written.join(', ')}\n`);
      return benchExitCode(result);
    } catch (error) {
      progress.clear();
      await journal.close();
      if (error instanceof InterruptedError) return reportInterruption(context, measuring, journal, options);
      const mismatch = error instanceof JournalMismatchError || error instanceof OtherDeviceError;
      throw mismatch ? new UsageError(`${error.message}: repeat that run there, or move ${journal.path} away`) : error;
    }
  });
}

/** 1 when a result is wrong, a point failed or a claim deviates; 3 when a claim is undecided; else 0. */
export function benchExitCode({ points, claims }: BenchResult): 0 | 1 | 3 {
  const broken = points.some(({ status }) => status === 'wrong' || status === 'failed');
  return broken ? 1 : exitCode(claims);
}

/** To standard output: the result, or tables where the result is in a file or not asked for. */
async function report(context: Context, { target, suites }: Measuring, result: BenchResult): Promise<void> {
  if (target?.file === null) await target.write(result);
  else await print(context, `${benchReport(result, suites, coloursFor(context.stdout, context.env))}\n`);
}

async function reportInterruption(
  context: Context,
  measuring: Measuring,
  journal: Journal,
  options: BenchOptions,
): Promise<number> {
  if (measuring.target?.file) {
    context.stderr.write(
      `verbatim: interrupted; what was measured is kept in ${journal.path}: run the same command again to go on\n`,
    );
    return INTERRUPTED;
  }
  const result = await resultSoFar(options);
  if (result.points.length > 0) await report(context, measuring, result);
  context.stderr.write(
    `verbatim: interrupted after ${result.points.length} points; with --json FILE a run can be resumed\n`,
  );
  return INTERRUPTED;
}

async function journalOf({ target, suites, selection, run }: Measuring): Promise<Journal> {
  if (!target?.file) return memoryJournal();
  const { kernels = null, lengths, precisions, backends, quick } = selection;
  try {
    return await openJournal(target.file, {
      schema: BENCH_SCHEMA,
      suites: suites.map(({ name }) => name),
      kernels: kernels === null ? null : [...kernels],
      lengths: lengths === null ? null : [...lengths],
      precisions: precisions === null ? null : [...precisions],
      backends: backends === null ? null : [...backends],
      quick,
      seed: run.seed,
      versions: { ...run.versions },
      programs: programsDigest(plannedPoints(suites, selection)),
    });
  } catch (error) {
    if (error instanceof JournalMismatchError || error instanceof LockedError) throw new UsageError(error.message);
    throw new UsageError(
      `--json ${quoted(target.file)}: the journal cannot be kept beside it: ${fileProblem(error)}; accepted is another name`,
    );
  }
}

function progressOf({ doing, done, points, secondsLeft }: BenchProgress): [string, number] {
  const left = secondsLeft === null ? '' : `, ${leftText(secondsLeft)}`;
  return [`${done + 1} of ${points}${left}: ${doing}`, points === 0 ? 1 : done / points];
}
