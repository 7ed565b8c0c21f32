/** `bench --against REV`: this version against another revision, the two interleaved in one run. */
import { join } from 'node:path';
import { type BenchResult, COMPARE_SCHEMA, compareExitCode, compareRuns, parseBenchResult } from '@verbatim/bench';
import type { RunBlock } from '@verbatim/evidence';
import { comparisonTable } from '../compare/table.js';
import { type Context, print } from '../context.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import { coloursFor } from '../output/colours.js';
import type { JsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';
import { AGAIN, build, FRESH, type Step } from './build.js';
import { ended } from './child.js';
import { interleavedRuns, interleavedTimes, type RunBlockOfFour, worstOf } from './interleaved.js';
import { COMMAND, type Versions, versionLines, versionsOf, withRevision } from './revision.js';
import { type Waiting, waiting } from './waiting.js';

/** Blocks of four runs: each gives two pairs, and three leave five degrees of freedom. */
const BLOCKS = 3;
const RUNS = 4 * BLOCKS;
/** Exit codes with which a measuring run has a result. */
const WITH_RESULT = [0, 1, 3];
const THIS = 'this version';

/** What is compared. */
export interface Against {
  /** A folder of the checkout that is judged. */
  readonly folder: string;
  readonly revision: string;
  /** Suites and options, as both versions are given them. */
  readonly args: readonly string[];
  readonly maxSlowdown: number;
  readonly run: RunBlock;
  readonly target: JsonTarget | undefined;
  /** How the two are built: by npm, unless a test says otherwise. */
  readonly steps?: { readonly base: readonly Step[]; readonly next: readonly Step[] };
}

/**
 * Builds both, measures them in turns and compares.
 *
 * @returns the exit code of the comparison.
 * @throws UsageError for a revision that cannot be had, built or measured.
 */
export function benchAgainst(context: Context, against: Against): Promise<number> {
  return interruptible(async (signal) => {
    const versions = await versionsOf(against.folder, against.revision);
    for (const line of versionLines(versions)) context.stderr.write(`${line}\n`);
    const shown = waiting(context.stderr);
    signal.addEventListener('abort', () => {
      shown.clear();
      context.stderr.write('verbatim: interrupted; taking the worktree away, a comparison is not resumed\n');
    });
    let runs: RunBlockOfFour[];
    try {
      runs = await measured(versions, against, shown, signal);
      signal.throwIfAborted();
    } catch (error) {
      if (!signal.aborted) throw error;
      return INTERRUPTED;
    } finally {
      shown.clear();
    }
    return report(context, against, versions, runs);
  });
}

async function measured(
  versions: Versions,
  { args, steps = { base: FRESH, next: AGAIN } }: Against,
  shown: Waiting,
  signal: AbortSignal,
): Promise<RunBlockOfFour[]> {
  const { repository, revision } = versions;
  // What is measured is what was built: without this, that would be what the checkout was some time ago.
  shown.doing('building', THIS, 0);
  await build(THIS, steps.next, repository, signal);
  return withRevision(versions, async (folder) => {
    const name = quoted(revision);
    shown.doing('building', name, 0);
    await build(name, steps.base, folder, signal);
    let done = 0;
    const turn = (checkout: string, version: string) => async () => {
      const within = (share: number) => shown.running({ done, of: RUNS, within: share }, version);
      within(0);
      const result = await measure(checkout, version, args, { signal, within });
      done += 1;
      return result;
    };
    const runs = await interleavedRuns(BLOCKS, turn(folder, name), turn(repository, THIS));
    shown.doing('taking the worktree away', name, 1);
    return runs;
  });
}

/** Compares the runs, and says what came of it. */
async function report(
  context: Context,
  { maxSlowdown, run, target }: Against,
  { base: baseCommit, head, changes }: Versions,
  runs: readonly RunBlockOfFour[],
): Promise<number> {
  const base = worstOf(runs.flatMap(([first, , , last]) => [first, last]) as [BenchResult, ...BenchResult[]]);
  const next = worstOf(runs.flatMap(([, first, last]) => [first, last]) as [BenchResult, ...BenchResult[]]);
  const comparison = compareRuns(base, next, { maxSlowdown, interleaved: interleavedTimes(runs) });
  await target?.write({
    schema: COMPARE_SCHEMA,
    run,
    base: at(base.run, baseCommit),
    next: at(next.run, changes === 0 ? head : `${head} and uncommitted changes`),
    ...comparison,
  });
  if (target?.file !== null)
    await print(context, `${comparisonTable(comparison, coloursFor(context.stdout, context.env))}\n`);
  if (target?.file) await print(context, `\nwritten: ${target.file}\n`);
  return compareExitCode(comparison);
}

/** A run says of which commit it is. */
function at(run: RunBlock, commit: string): RunBlock {
  return { ...run, versions: { ...run.versions, commit } };
}

/** One measuring run of a checkout, in a process of its own. */
async function measure(
  checkout: string,
  version: string,
  args: readonly string[],
  { signal, within }: { readonly signal: AbortSignal; readonly within: (share: number) => void },
): Promise<BenchResult> {
  const command = [join(checkout, COMMAND), 'bench', ...args, '--json', '-'];
  const onStderr = (text: string) => {
    // Its progress, as it is told where standard error is no terminal.
    const percent = /^(\d+) % /m.exec(text)?.[1];
    if (percent !== undefined) within(Number(percent) / 100);
  };
  const { code, stdout, stderr } = await ended(process.execPath, command, { cwd: checkout, signal, onStderr });
  signal.throwIfAborted();
  const refused = (complaint: string) =>
    new UsageError(
      `--against: ${version} cannot be measured (${complaint}); accepted is one whose verbatim bench takes the same options`,
    );
  // Node ends with 1 as well where the command is broken.
  if (!WITH_RESULT.includes(code) || stdout === '') throw refused(complaintOf(stderr));
  try {
    return parseBenchResult(JSON.parse(stdout));
  } catch (error) {
    throw refused((error as Error).message);
  }
}

/** What a process complained of: the line with the error, or its last one. */
function complaintOf(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^(\w*Error|verbatim)\b.*: /.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
