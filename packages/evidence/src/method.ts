import type { Effort, Evidence, MethodName } from './evidence.js';

/** What a running method is given. */
export interface MethodContext {
  readonly effort: Effort;
  /** The seed of the method's own random stream, a 32-bit integer. */
  readonly seed: number;
  /** Tells how far the method is: cases done, and how many there are when that is known. */
  progress(done: number, total: number | null): void;
  /** Aborted when the run is interrupted: the method should stop by throwing, as `signal.throwIfAborted()` does. */
  readonly signal: AbortSignal;
}

/**
 * One way to find evidence for a claim. Made by `exhaustion`, `exact`, `certificate`, `sampled` and `sampledRate`, or
 * written by hand: `run` resolves to evidence for or against the statement, and rejects only when it is interrupted or
 * has a bug, for an error is never evidence.
 */
export interface Method {
  readonly method: MethodName;
  /** A slug, unique among the methods of its claim: it names the random stream and the unit in a journal. */
  readonly name: string;
  run(context: MethodContext): Promise<Evidence>;
}

/** Says in words which cases a method looks at, the same at every effort or one text for each. */
export type Domain = string | ((effort: Effort) => string);

/** The text of a domain at the given effort. */
export function domainText(domain: Domain, effort: Effort): string {
  return typeof domain === 'string' ? domain : domain(effort);
}
