import type { Effort, Evidence } from './evidence.js';
import type { Json } from './json.js';
import type { Domain, Method, MethodContext } from './method.js';
import { domainText } from './method.js';
import { Pacer } from './pacer.js';

/** What `exhaustion` and `exact` are made of; `C` is the type of a case. */
export interface CaseMethodOptions<C> {
  /** A slug, unique among the methods of the claim. */
  readonly name: string;
  /** In words: all of which cases. */
  readonly domain: Domain;
  /** Every case of the domain, once each. */
  readonly cases: (effort: Effort) => Iterable<C>;
  /** How many cases there are, counted another way: the number visited must equal it. */
  readonly size?: (effort: Effort) => bigint | number;
  /** Does the statement hold for this case? Must not change the case, and must give the same answer each time. */
  readonly holds: (c: C) => boolean;
  /** Strictly simpler cases of the domain to try when `c` fails, the most promising first. */
  readonly shrink?: (c: C) => Iterable<C>;
  /** The case as JSON, for the report. */
  readonly describe: (c: C) => Json;
  /** Why the case fails, in words. */
  readonly explain?: (c: C) => string;
  /** Stop at the first failure instead of counting all of them. */
  readonly stopAtFirst?: boolean;
}

/** A shrink relation longer than this is taken to go in circles. */
const MAX_SHRINK_STEPS = 10_000;

/** Follows the first simpler case that fails too, until there is none. */
async function shrunk<C>(
  options: CaseMethodOptions<C>,
  failing: C,
  pauseIfDue: () => Promise<void> | null,
): Promise<C> {
  const { name, holds, shrink } = options;
  if (shrink === undefined) {
    return failing;
  }
  let smallest = failing;
  for (let step = 0; step < MAX_SHRINK_STEPS; step++) {
    let simpler: { readonly found: C } | null = null;
    for (const candidate of shrink(smallest)) {
      await pauseIfDue();
      if (!holds(candidate)) {
        simpler = { found: candidate };
        break;
      }
    }
    if (simpler === null) {
      return smallest;
    }
    smallest = simpler.found;
  }
  throw new Error(`shrinking in ${name} did not end after ${MAX_SHRINK_STEPS} steps: shrink must give simpler cases`);
}

async function visitAll<C>(
  method: 'exhaustion' | 'exact',
  options: CaseMethodOptions<C>,
  context: MethodContext,
): Promise<Evidence> {
  const { name, cases, size, holds, describe, explain, stopAtFirst = false } = options;
  const started = performance.now();
  const declared = size === undefined ? null : BigInt(size(context.effort));
  const total = declared === null ? null : Number(declared);
  const pacer = new Pacer(context);
  let visited = 0;
  let failures = 0;
  let firstFailure: { readonly case: C } | null = null;
  for (const c of cases(context.effort)) {
    visited += 1;
    if (!holds(c)) {
      failures += 1;
      firstFailure ??= { case: c };
      if (stopAtFirst) {
        break;
      }
    }
    if (pacer.due()) {
      await pacer.pause(visited, total);
    }
  }
  if (visited === 0) {
    throw new Error(`${name} visited no case at effort ${context.effort}: an empty domain shows nothing`);
  }
  const stoppedEarly = stopAtFirst && failures > 0;
  if (declared !== null && !stoppedEarly && BigInt(visited) !== declared) {
    throw new Error(`${name} visited ${visited} cases of a domain that is declared to have ${declared}`);
  }
  context.progress(visited, total);
  const found = {
    method,
    domain: domainText(options.domain, context.effort),
    cases: String(visited),
    failures: String(failures),
  };
  if (firstFailure === null) {
    return { ...found, seconds: (performance.now() - started) / 1000, supports: 'holds' };
  }
  const smallest = await shrunk(options, firstFailure.case, () => (pacer.due() ? pacer.pause(visited, total) : null));
  const counterexample = {
    case: describe(smallest),
    explanation: explain?.(smallest) ?? 'The statement is false for this case.',
  };
  return { ...found, counterexample, seconds: (performance.now() - started) / 1000, supports: 'refuted' };
}

/** A method that visits every case: the body that `exhaustion` and `exact` share. */
export function caseMethod<C>(method: 'exhaustion' | 'exact', options: CaseMethodOptions<C>): Method {
  return { method, name: options.name, run: (context) => visitAll(method, options, context) };
}
