import type { Claim } from './claim.js';
import type { ControlOutcome } from './control.js';
import type { Evidence, Verdict } from './evidence.js';

/** Evidence with the name of the method that found it. */
export interface NamedEvidence extends Evidence {
  readonly name: string;
}

/** What a negative control came out as. */
export interface ControlResult {
  readonly name: string;
  readonly breaks: string;
  readonly expect: ControlOutcome;
  /** Did the evidence support exactly what was expected? */
  readonly caught: boolean;
  readonly evidence: Evidence;
}

/** What verifying one claim came to, safe to write as JSON and read back. */
export interface ClaimResult {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly expected: Claim['expected'];
  readonly verdict: Verdict;
  readonly evidence: readonly NamedEvidence[];
  readonly controls: readonly ControlResult[];
  /** The command that verifies this claim again with the same seed and effort. */
  readonly replay: string;
}
