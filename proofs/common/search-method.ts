/** Methods that search machines: what all of them keep of the cases that fail, and the evidence that they end with. */
import { type Counterexample, type Json, type Method, type MethodContext, Pacer } from '@verbatim/evidence';

/** Counts failures and keeps the first as a counterexample. */
export class Failures {
  private failed = 0n;
  private counterexample: Counterexample | undefined;

  get count(): bigint {
    return this.failed;
  }

  get first(): Counterexample | undefined {
    return this.counterexample;
  }

  /** So many cases more have failed, for the same reason; `example` is one of them. */
  add(count: bigint | number, example: { readonly case: object; readonly explanation: string }): void {
    this.failed += BigInt(count);
    this.counterexample ??= { case: asJson(example.case), explanation: example.explanation };
  }
}

/** Tables and their parts, which are of read-only types, as JSON. */
function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}

/** What a search has looked at. */
export interface Searched {
  /** In words. */
  readonly domain: string;
  readonly cases: bigint | number;
  /** A line for each size or group, for the numbers of the evidence. */
  readonly rows: readonly object[];
}

/**
 * A method that searches: it holds if nothing was added to the failures. Its `run` throws RangeError where nothing was looked at.
 *
 * @param options.seeded - whether the search draws from the seed of its context, which the evidence then names.
 */
export function searchMethod(options: {
  readonly method: 'exact' | 'exhaustion';
  readonly name: string;
  readonly seeded?: boolean;
  readonly search: (context: MethodContext, failures: Failures, pacer: Pacer) => Promise<Searched>;
}): Method {
  const { method, name, seeded = false, search } = options;
  return {
    method,
    name,
    async run(context) {
      const started = performance.now();
      const failures = new Failures();
      const { domain, cases, rows } = await search(context, failures, new Pacer(context));
      if (BigInt(cases) === 0n) throw new RangeError(`${name}: an empty domain shows nothing`);
      context.progress(Number(cases), Number(cases));
      return {
        method,
        domain,
        cases: String(cases),
        failures: String(failures.count),
        numbers: rows.map(asJson),
        ...(seeded && { seed: context.seed }),
        ...(failures.first && { counterexample: failures.first }),
        seconds: (performance.now() - started) / 1000,
        supports: failures.count === 0n ? 'holds' : 'refuted',
      };
    },
  };
}
