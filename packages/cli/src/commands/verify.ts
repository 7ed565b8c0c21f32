/** `verbatim verify`: seeks evidence for the claims and says what became of each. */
import {
  type Claim,
  type ClaimResult,
  EFFORTS,
  type Effort,
  exitCode,
  InterruptedError,
  type Journal,
  JournalMismatchError,
  openJournal,
  runBlock,
  VERIFY_SCHEMA,
  type VerifyProgress,
  verifyClaims,
} from '@verbatim/evidence';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { wholeNumber } from '../input/whole-number.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import type { Invocation } from '../invocation.js';
import { coloursFor } from '../output/colours.js';
import { type JsonTarget, jsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { chosenClaims } from '../verify/chosen-claims.js';
import { claimListResult, claimListText } from '../verify/claim-list.js';
import { memoryJournal } from '../verify/memory-journal.js';
import { verifyReport } from '../verify/report.js';
import { VERSION } from '../version.js';

interface VerifyOptions {
  readonly effort: Effort;
  readonly seed: string;
  readonly json?: string;
  readonly list?: true;
}

/** Adds the command to the program. */
export function addVerify(program: Command, { context, exit }: Invocation): void {
  program
    .command('verify')
    .summary('seek evidence for the claims')
    .description('Seeks evidence for the claims, or for all of them, and compares each verdict with the expected one.')
    .argument('[claim...]', 'ids as --list shows them; all claims without one')
    .addOption(
      new Option('--effort <effort>', 'quick: a minute; standard: up to ten; deep: an hour or more')
        .choices(EFFORTS)
        .default('quick'),
    )
    .option('--seed <n>', 'decides every random draw: a whole number', '1')
    .option('--json <file>', 'write the result there, or to standard output with -; a run that was stopped is resumed')
    .option('--list', 'list the claims and what is expected of them; verify nothing')
    .addHelpText(
      'after',
      '\nExit code: 0 all as expected, 1 a claim deviates, 3 undecided, 130 interrupted, 2 bad usage',
    )
    .action(async (ids: string[], options: VerifyOptions) => exit(await verify(context, ids, options)));
}

async function verify(context: Context, ids: readonly string[], options: VerifyOptions): Promise<number> {
  const seed = wholeNumber('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const claims = chosenClaims(await context.claims(), ids);
  const target = await jsonTarget(context, options.json);
  const args = ['verify', ...(ids.length > 0 ? claims.map(({ id }) => id) : [])];
  const sameResult = ['--effort', options.effort, '--seed', String(seed)];
  const toJson = options.json === undefined ? [] : ['--json', options.json];
  const command = commandLine([...args, ...(options.list ? ['--list'] : sameResult), ...toJson]);
  const run = runBlock({ command, seed, versions: { verbatim: VERSION } });
  if (options.list) {
    if (target) await target.write(claimListResult(run, claims));
    else await print(context, `${claimListText(claims, coloursFor(context.stdout, context.env))}\n`);
    return 0;
  }

  const started = performance.now();
  const header = {
    schema: VERIFY_SCHEMA,
    effort: options.effort,
    seed,
    claims: claims.map(({ id }) => id),
    versions: run.versions,
  };
  const journal = target?.file ? await journalOf(target.file, header) : memoryJournal();
  if (journal.units().length > 0)
    context.stderr.write(`going on from ${journal.path}, with ${journal.units().length} methods and controls done\n`);
  const progress = progressLine(context.stderr);
  const settings = {
    effort: options.effort,
    seed,
    journal,
    replay: (id: string) => commandLine(['verify', id, ...sameResult]),
  };
  const finish = async (results: readonly ClaimResult[], partial: { interrupted?: true }) => {
    const result = { schema: VERIFY_SCHEMA, run, ...partial, claims: results };
    if (target?.file === null) return target.write(result);
    await print(context, `${verifyReport(results, coloursFor(context.stdout, context.env))}\n`);
  };
  try {
    const results = await interruptible((signal) =>
      verifyClaims(claims, { ...settings, signal, onProgress: (at) => progress.show(...progressOf(at)) }),
    );
    progress.clear();
    if (target?.file) await journal.finish({ schema: VERIFY_SCHEMA, run, claims: results });
    await finish(results, {});
    if (target?.file !== null) await print(context, `\n${summary(results, options.effort, seed, started, target)}\n`);
    return exitCode(results);
  } catch (error) {
    progress.clear();
    await journal.close();
    if (!(error instanceof InterruptedError)) throw mismatchAsUsage(error);
    if (target?.file) {
      context.stderr.write(
        `verbatim: interrupted; ${journal.units().length} finished methods and controls are kept in ${journal.path}: run the same command again to go on\n`,
      );
      return INTERRUPTED;
    }
    // Nothing is run here: the claims are those of which the journal has everything.
    const finished = finishedClaims(claims, journal);
    if (finished.length > 0) await finish(await verifyClaims(finished, settings), { interrupted: true });
    context.stderr.write(
      `verbatim: interrupted; ${finished.length} of ${claims.length} claims were finished; with --json FILE a run can be resumed\n`,
    );
    return INTERRUPTED;
  }
}

async function journalOf(file: string, header: Parameters<typeof openJournal>[1]): Promise<Journal> {
  try {
    return await openJournal(file, header);
  } catch (error) {
    if (error instanceof JournalMismatchError) throw mismatchAsUsage(error);
    throw new UsageError(`--json ${quoted(file)}: the journal cannot be kept beside it: ${fileProblem(error)}`);
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
    const [id] = key.split(' ');
    kept.set(id!, (kept.get(id!) ?? 0) + 1);
  }
  return claims.filter(({ id, methods, controls }) => kept.get(id) === methods.length + controls.length);
}

function summary(
  results: readonly ClaimResult[],
  effort: Effort,
  seed: number,
  started: number,
  target: JsonTarget | undefined,
): string {
  const asExpected = results.filter(({ verdict, expected }) => verdict === expected).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const written = target?.file ? `; written: ${target.file}` : '';
  return `${asExpected} of ${results.length} as expected, in ${seconds} s; effort ${effort}, seed ${seed}${written}`;
}
