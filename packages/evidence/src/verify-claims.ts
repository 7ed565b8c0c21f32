import type { Claim } from './claim.js';
import type { ClaimResult } from './claim-result.js';
import { resultOf } from './result-of.js';
import { type RunOptions, runUnits } from './run-units.js';
import { unitsOf } from './units.js';

/** How to verify. */
export interface VerifyOptions extends RunOptions {
  /** The command that verifies the claim of this id again, alone. */
  readonly replay: (id: string) => string;
}

/**
 * Runs every method and every control of the claims, one after the other, and gives one result a claim, in order.
 *
 * Each unit draws from its own random stream, made from the seed, the claim's id and the unit's name. With a journal, a
 * unit that is in it is not run again, and each unit is appended as soon as it finishes: the results of a run that was
 * killed and resumed differ from those of an uninterrupted one in `seconds` alone. The event loop turns at least
 * between units and, in the methods of this package, about every 50 ms, so that a signal handler can abort.
 *
 * @throws TypeError when two claims have the same id.
 * @throws JournalMismatchError when the journal holds something other than evidence.
 * @throws InterruptedError when `signal` is aborted; the journal, if any, has what was finished.
 * @throws MethodError when a method throws or returns something that is not evidence.
 */
export async function verifyClaims(claims: readonly Claim[], options: VerifyOptions): Promise<ClaimResult[]> {
  const found = await runUnits(unitsOf(claims), options);
  return claims.map((claim) => resultOf(claim, found, options.replay(claim.id)));
}
