import type { Evidence } from './evidence.js';
import type { Method, MethodContext } from './method.js';

/** What a control must come out as to show that the check can tell right from wrong. */
export type ControlOutcome = 'refuted' | 'holds';

/**
 * The check of a claim, run on an object about which the answer is known to differ: a check that cannot fail shows
 * nothing.
 */
export interface Control {
  /** A slug, unique among the controls of its claim. */
  readonly name: string;
  /** What is made wrong, in words. */
  readonly breaks: string;
  /** The control is caught when its evidence supports exactly this. */
  readonly expect: ControlOutcome;
  run(context: MethodContext): Promise<Evidence>;
}

/** What a {@link control} is made of. */
export interface ControlOptions {
  readonly name: string;
  readonly breaks: string;
  /** The method of the claim, on the broken object. Its own name is not used. */
  readonly method: Method;
  /**
   * `refuted` (the default): something was made wrong, so the check must fail. `holds`: for a claim that is expected to
   * be refuted, the same check on an instance where the statement is true, so that a check that always fails is noticed.
   */
  readonly expect?: ControlOutcome;
}

/** A negative control: `method` run on something broken, which must come out as `expect`. */
export function control({ name, breaks, method, expect = 'refuted' }: ControlOptions): Control {
  return { name, breaks, expect, run: (context) => method.run(context) };
}
