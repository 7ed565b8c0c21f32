/** `bench --against REV`: this version against another revision, the two interleaved in one run. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, COMPARE_SCHEMA, compareExitCode, compareRuns, parseBenchResult } from '@verbatim/bench';
import { InterruptedError, type RunBlock } from '@verbatim/evidence';
import { comparisonTable } from '../compare/table.js';
import { type Context, print } from '../context.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import { coloursFor } from '../output/colours.js';
import type { JsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { interleavedRuns, interleavedTimes, worstOf } from './interleaved.js';
import { repositoryOf, type Step, withRevision } from './revision.js';

/** Blocks of four runs: each gives two pairs, and three leave five degrees of freedom. */
const BLOCKS = 3;
/** The command within a checkout. */
const COMMAND = join('packages', 'cli', 'bin', 'verbatim.js');
/** Exit codes with which a measuring run has a result. */
const WITH_RESULT = [0, 1, 3];

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
  /** How the revision is built; `npm ci` by default. */
  readonly build?: Step;
}

/**
 * Builds, interleaves and compares.
 *
 * @returns the exit code of the comparison.
 * @throws UsageError for a revision that cannot be had or measured.
 */
export function benchAgainst(context: Context, against: Against): Promise<number> {
  return interruptible(async (signal) => {
    const repository = await repositoryOf(against.folder);
    const { revision, build } = against;
    const progress = progressLine(context.stderr);
    context.stderr.write(`building ${quoted(revision)} in a worktree\n`);
    try {
      return await withRevision(repository, revision, (folder) => compare(folder), {
        signal,
        ...(build && { build }),
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      context.stderr.write('verbatim: interrupted; a comparison is not resumed\n');
      return INTERRUPTED;
    } finally {
      progress.clear();
    }

    async function compare(folder: string): Promise<number> {
      let done = 0;
      const measured = (checkout: string, name: string) => async () => {
        progress.show(`run ${done + 1} of ${4 * BLOCKS}: ${name}`, done / (4 * BLOCKS));
        const result = await measure(checkout, name, against.args, signal);
        done += 1;
        return result;
      };
      const runs = await interleavedRuns(BLOCKS, measured(folder, revision), measured(repository, 'this version'));
      progress.clear();
      const base = worstOf(runs.flatMap(([first, , , last]) => [first, last]) as [BenchResult, ...BenchResult[]]);
      const next = worstOf(runs.flatMap(([, first, last]) => [first, last]) as [BenchResult, ...BenchResult[]]);
      const { maxSlowdown, run, target } = against;
      const comparison = compareRuns(base, next, { maxSlowdown, interleaved: interleavedTimes(runs) });
      await target?.write({ schema: COMPARE_SCHEMA, run, base: base.run, next: next.run, ...comparison });
      if (target?.file !== null) {
        await print(context, `${comparisonTable(comparison, coloursFor(context.stdout, context.env))}\n`);
      }
      return compareExitCode(comparison);
    }
  });
}

/** One measuring run of a checkout, in a process of its own. */
async function measure(
  checkout: string,
  name: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<BenchResult> {
  const parent = await mkdtemp(join(tmpdir(), 'verbatim-run-'));
  const file = join(parent, 'run.json');
  try {
    const { code, stderr } = await ended([join(checkout, COMMAND), 'bench', ...args, '--json', file], checkout, signal);
    if (signal.aborted) throw new InterruptedError();
    // Node ends with 1 as well where there is no such command.
    const text = WITH_RESULT.includes(code) ? await readFile(file, 'utf8').catch(() => null) : null;
    if (text === null) {
      throw new UsageError(
        `--against: ${name} cannot be measured (${complaintIn(stderr)}); accepted is one whose verbatim bench takes the same options`,
      );
    }
    return parseBenchResult(JSON.parse(text));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** What a process complained of: the line with the error, or its last one. */
function complaintIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^(\w*Error|verbatim)\b.*: /.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}

function ended(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (part) => {
      stderr += part;
    });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve({ code: code ?? INTERRUPTED, stderr });
    });
  });
}
