import type { Context } from './context.js';

/** One call of the command line: what its command is given, and where it leaves its exit code. */
export interface Invocation {
  readonly context: Context;
  /** The arguments after `verbatim`. */
  readonly args: readonly string[];
  exit(code: number): void;
}
