/** Verifies claims and reports what became of them. */
import { type Claim, type ClaimResult, exitCode, type Journal, VERIFY_SCHEMA, verifyClaims } from '@verbatim/evidence';
import { type Context, print } from '../context.js';
import { coloursFor } from '../output/colours.js';
import { verifyReport } from './report.js';
import { decidedBy, replayCommand, type Verification } from './verification.js';
import { type Watch, withJournal } from './with-journal.js';

/**
 * Verifies the claims and reports.
 *
 * @returns the exit code.
 * @throws UsageError when there is a journal of another run, or another run is using it.
 */
export function runClaims(context: Context, verification: Verification): Promise<number> {
  const header = { schema: VERIFY_SCHEMA, ...decidedBy(verification) };
  return withJournal(context, verification.target, header, {
    run: (journal, watch) => verifyAndReport(context, verification, journal, watch),
    interrupted: (journal) => reportInterruption(context, verification, journal),
  });
}

async function verifyAndReport(
  context: Context,
  verification: Verification,
  journal: Journal,
  watch: Watch,
): Promise<number> {
  const { claims, target, run } = verification;
  const started = performance.now();
  const results = await watch((watched) => verifyClaims(claims, { ...settings(verification, journal), ...watched }));
  if (target?.file) await journal.finish({ schema: VERIFY_SCHEMA, run, claims: results });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  await reportResults(context, verification, results, `in ${seconds} s`);
  return exitCode(results);
}

/**
 * Prints the result, or the table and a line of summary where the result is in a file or not asked for.
 *
 * @param how - how the results came about: the end of "n of m as expected, …".
 */
export async function reportResults(
  context: Context,
  verification: Verification,
  results: readonly ClaimResult[],
  how: string,
): Promise<void> {
  const { effort, seed, target } = verification;
  await report(context, verification, results, {});
  if (target?.file === null) return;
  const asExpected = results.filter(({ verdict, expected }) => verdict === expected).length;
  const written = target ? `; written: ${target.file}` : '';
  await print(
    context,
    `\n${asExpected} of ${results.length} as expected, ${how}; effort ${effort}, seed ${seed}${written}\n`,
  );
}

/** Shows the claims that were finished: there is no file to keep them in. */
async function reportInterruption(context: Context, verification: Verification, journal: Journal): Promise<void> {
  const { claims } = verification;
  const finished = finishedClaims(claims, journal);
  // Nothing is run here: the journal has everything of these claims.
  const results = await verifyClaims(finished, settings(verification, journal));
  if (results.length > 0) await report(context, verification, results, { interrupted: true });
  context.stderr.write(
    `verbatim: interrupted; ${finished.length} of ${claims.length} claims were finished; with --json FILE a run can be resumed\n`,
  );
}

function settings(verification: Verification, journal: Journal) {
  const { effort, seed } = verification;
  return { effort, seed, journal, replay: (id: string) => replayCommand(verification, id) };
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

/** The claims of which the journal has every method and control. */
function finishedClaims(claims: readonly Claim[], journal: Journal): Claim[] {
  const kept = new Map<string, number>();
  for (const { key } of journal.units()) {
    const id = key.slice(0, key.indexOf(' '));
    kept.set(id, (kept.get(id) ?? 0) + 1);
  }
  return claims.filter(({ id, methods, controls }) => kept.get(id) === methods.length + controls.length);
}
