import type { Effort, Evidence } from './evidence.js';
import { InterruptedError } from './interrupted.js';
import type { Domain, Method, MethodContext } from './method.js';
import { domainText } from './method.js';

/** What the check of a {@link certificate} returns. */
export interface CertificateResult {
  /** Is the inequality satisfied? */
  readonly holds: boolean;
  /** The numbers that show it. */
  readonly numbers: NonNullable<Evidence['numbers']>;
  /** Why these numbers settle the statement on the whole domain, in words. */
  readonly explanation: string;
  /** How many inequalities were evaluated; 1 when not said. */
  readonly cases?: number;
  /** How many of them failed; 0 or 1, by `holds`, when not said. */
  readonly failures?: number;
}

/** What a {@link certificate} is made of. */
export interface CertificateOptions {
  /** A slug, unique among the methods of the claim. */
  readonly name: string;
  /** In words: the family that the inequality covers. */
  readonly domain: Domain;
  /** Evaluates the inequality. A long one uses the context to report progress and to stop when interrupted. */
  readonly check: (effort: Effort, context: MethodContext) => CertificateResult | Promise<CertificateResult>;
}

/**
 * An inequality that covers a whole family at once, most often an infinite one. When it fails the evidence refutes,
 * with the numbers as the counterexample: write the check so that a failed inequality disproves the statement.
 *
 * The explanation is kept as `numbers.explanation` when `numbers` is a record, so that a reader of the JSON sees what
 * the numbers are for.
 */
export function certificate({ name, domain, check }: CertificateOptions): Method {
  return {
    method: 'certificate',
    name,
    async run(context) {
      const started = performance.now();
      const result = await check(context.effort, context);
      if (context.signal.aborted) {
        throw new InterruptedError();
      }
      const { holds, numbers, explanation, cases = 1, failures = holds ? 0 : 1 } = result;
      context.progress(cases, cases);
      return {
        method: 'certificate',
        domain: domainText(domain, context.effort),
        cases: String(cases),
        failures: String(failures),
        numbers: Array.isArray(numbers) ? numbers : { explanation, ...numbers },
        ...(holds ? {} : { counterexample: { case: numbers, explanation } }),
        seconds: (performance.now() - started) / 1000,
        supports: holds ? 'holds' : 'refuted',
      };
    },
  };
}
