/** Verifies claims with a journal, so that what was finished outlives an interruption, and reports what became of them. */
import {
  type Claim,
  type ClaimResult,
  claimsDigest,
  type Effort,
  exitCode,
  InterruptedError,
  type Journal,
  JournalMismatchError,
  LockedError,
  openJournal,
  type RunBlock,
  VERIFY_SCHEMA,
  type VerifyProgress,
  verifyClaims,
} from '@verbatim/evidence';
import { commandLine } from '../command-line.js';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import { coloursFor } from '../output/colours.js';
import type { JsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { checkerVersions } from '../version.js';
import { memoryJournal } from './memory-journal.js';
import { verifyReport } from './report.js';

/** What is to be verified, and where the result goes. */
export interface Verification {
  readonly claims: readonly Claim[];
  readonly effort: Effort;
  readonly seed: number;
  readonly target: JsonTarget | undefined;
  readonly run: RunBlock;
}

/** The options that decide about every draw. */
export function drawnFrom(effort: Effort, seed: number): string[] {
  return ['--effort', effort, '--seed', String(seed)];
}

/**
 * Verifies the claims and reports.
 *
 * @returns the exit code.
 * @throws UsageError when there is a journal of another run, or another run is using it.
 */
export function runClaims(context: Context, verification: Verification): Promise<number> {
  // Around everything: where there is a journal, an interruption is heard.
  return interruptible(async (signal) => {
    const journal = await journalOf(verification);
    if (journal.units().length > 0)
      context.stderr.write(`going on from ${journal.path}, with ${journal.units().length} methods and controls done\n`);
    try {
      return await verifyAndReport(context, verification, journal, signal);
    } catch (error) {
      await journal.close();
      if (error instanceof InterruptedError) return reportInterruption(context, verification, journal);
      throw mismatchAsUsage(error);
    }
  });
}

async function verifyAndReport(
  context: Context,
  verification: Verification,
  journal: Journal,
  signal: AbortSignal,
): Promise<number> {
  const { claims, effort, seed, target, run } = verification;
  const started = performance.now();
  const progress = progressLine(context.stderr);
  const onProgress = (at: VerifyProgress) => progress.show(...progressOf(at));
  let results: ClaimResult[];
  try {
    results = await verifyClaims(claims, { ...settings(verification, journal), signal, onProgress });
  } finally {
    progress.clear();
  }
  if (target?.file) await journal.finish({ schema: VERIFY_SCHEMA, run, claims: results });
  await report(context, verification, results, {});
  if (target?.file !== null) {
    const asExpected = results.filter(({ verdict, expected }) => verdict === expected).length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const written = target ? `; written: ${target.file}` : '';
    await print(
      context,
      `\n${asExpected} of ${results.length} as expected, in ${seconds} s; effort ${effort}, seed ${seed}${written}\n`,
    );
  }
  return exitCode(results);
}

/** Says what is kept, and shows it where there is no file to keep it in. */
async function reportInterruption(context: Context, verification: Verification, journal: Journal): Promise<number> {
  const { claims, target } = verification;
  if (target?.file) {
    context.stderr.write(
      `verbatim: interrupted; ${journal.units().length} finished methods and controls are kept in ${journal.path}: run the same command again to go on\n`,
    );
    return INTERRUPTED;
  }
  const finished = finishedClaims(claims, journal);
  // Nothing is run here: the journal has everything of these claims.
  const results = await verifyClaims(finished, settings(verification, journal));
  if (results.length > 0) await report(context, verification, results, { interrupted: true });
  context.stderr.write(
    `verbatim: interrupted; ${finished.length} of ${claims.length} claims were finished; with --json FILE a run can be resumed\n`,
  );
  return INTERRUPTED;
}

function settings({ effort, seed }: Verification, journal: Journal) {
  return { effort, seed, journal, replay: (id: string) => commandLine(['verify', id, ...drawnFrom(effort, seed)]) };
}

/** To standard output: the result, or the table when the result is in a file or not asked for. */
async function report(
  context: Context,
  { target, run }: Verification,
  results: readonly ClaimResult[],
  partial: { readonly interrupted?: true },
): Promise<void> {
  if (target?.file === null) await target.write({ schema: VERIFY_SCHEMA, run, ...partial, claims: results });
  else await print(context, `${verifyReport(results, coloursFor(context.stdout, context.env))}\n`);
}

async function journalOf({ target, effort, seed, claims, run }: Verification): Promise<Journal> {
  if (!target?.file) return memoryJournal();
  const ids = claims.map(({ id }) => id);
  try {
    return await openJournal(target.file, {
      schema: VERIFY_SCHEMA,
      effort,
      seed,
      claims: ids,
      definitions: claimsDigest(claims),
      versions: { ...run.versions, ...checkerVersions() },
    });
  } catch (error) {
    if (error instanceof JournalMismatchError || error instanceof LockedError) throw new UsageError(error.message);
    throw new UsageError(
      `--json ${quoted(target.file)}: the journal cannot be kept beside it: ${fileProblem(error)}; accepted is another name`,
    );
  }
}

/** A journal that belongs to something else is the user's to move, and not a bug. */
function mismatchAsUsage(error: unknown): unknown {
  return error instanceof JournalMismatchError ? new UsageError(error.message) : error;
}

function progressOf({ claim, name, done, total, unitsDone, units }: VerifyProgress): [string, number] {
  const within = total === null || total === 0 ? 0 : Math.min(1, done / total);
  return [`${unitsDone + 1} of ${units}: ${claim}, ${name}`, (unitsDone + within) / units];
}

/** The claims of which the journal has every method and control. */
function finishedClaims(claims: readonly Claim[], journal: Journal): Claim[] {
  const kept = new Map<string, number>();
  for (const { key } of journal.units()) {
    const id = key.slice(0, key.indexOf(' '));
    kept.set(id, (kept.get(id) ?? 0) + 1);
  }
  return claims.filter(({ id, methods, controls }) => kept.get(id) === methods.length + controls.length);
}
