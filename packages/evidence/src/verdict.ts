import type { ClaimResult, ControlResult } from './claim-result.js';
import type { Evidence, Verdict } from './evidence.js';

/**
 * Combines the evidence for a claim, weighed by its controls. A control that is not caught takes away the credit of the
 * answers that its check gives too easily:
 *
 * - any evidence refutes: `refuted`, unless a control that must come out `holds` does not, for then the check may be
 *   one that always fails: `undecided`;
 * - otherwise, any evidence is undecided or any control is not caught: `undecided`;
 * - otherwise `holds`.
 */
export function combinedVerdict(
  evidence: readonly Pick<Evidence, 'supports'>[],
  controls: readonly Pick<ControlResult, 'expect' | 'caught'>[],
): Verdict {
  if (evidence.some(({ supports }) => supports === 'refuted')) {
    const failsTooEasily = controls.some(({ expect, caught }) => expect === 'holds' && !caught);
    return failsTooEasily ? 'undecided' : 'refuted';
  }
  const decided = evidence.every(({ supports }) => supports === 'holds') && controls.every(({ caught }) => caught);
  return decided ? 'holds' : 'undecided';
}

/** Was the claim decided, and otherwise than expected? */
export function deviates(result: Pick<ClaimResult, 'verdict' | 'expected'>): boolean {
  return result.verdict !== 'undecided' && result.verdict !== result.expected;
}

/**
 * The exit code of a command that verified these claims: 1 when a claim deviates; otherwise 3 when one is undecided or
 * has a control that was not caught; otherwise 0.
 */
export function exitCode(results: readonly Pick<ClaimResult, 'verdict' | 'expected' | 'controls'>[]): 0 | 1 | 3 {
  if (results.some(deviates)) {
    return 1;
  }
  const unsure = results.some(
    ({ verdict, controls }) => verdict === 'undecided' || controls.some(({ caught }) => !caught),
  );
  return unsure ? 3 : 0;
}
