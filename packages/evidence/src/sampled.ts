import * as fc from 'fast-check';
import { CONFIDENCE, clopperPearsonUpper } from './binomial.js';
import { anytimeUpper } from './confidence-sequence.js';
import type { Effort, Evidence } from './evidence.js';
import type { Json } from './json.js';
import type { Domain, Method, MethodContext } from './method.js';
import { domainText } from './method.js';
import { Pacer } from './pacer.js';
import { type Share, ShareCounts } from './shares.js';

/** What {@link sampled} is made of; `C` is the type of a case. */
export interface SampledOptions<C> {
  /** A slug, unique among the methods of the claim. */
  readonly name: string;
  /** In words: the distribution that is drawn from, and the limit. */
  readonly domain: Domain;
  /** How many independent draws. `drawsForLimit` tells how many the limit needs. */
  readonly draws: (effort: Effort) => number;
  /** The distribution. It is drawn from without fast-check's bias towards small and extreme values. */
  readonly arbitrary: (effort: Effort) => fc.Arbitrary<C>;
  /** Does the statement hold for this case? */
  readonly holds: (c: C) => boolean;
  /** The case as JSON, for the report. */
  readonly describe: (c: C) => Json;
  /** Why the case fails, in words. */
  readonly explain?: (c: C) => string;
  /** The failure probability that the bound must not exceed for the evidence to support `holds`. */
  readonly limit: number;
  /** Kinds of cases that the draws must contain often enough: where one is not reached, nothing is decided. */
  readonly shares?: readonly Share<C>[];
}

async function draw<C>(options: SampledOptions<C>, context: MethodContext): Promise<Evidence> {
  const { name, holds, describe, explain, limit } = options;
  const { effort, seed } = context;
  const started = performance.now();
  const draws = options.draws(effort);
  const pacer = new Pacer(context);
  const counts = new ShareCounts(options.shares ?? []);
  let drawn = 0;
  // What fast-check tries after the first failure it makes up while shrinking: those are no draws.
  let shrinking = false;
  let stop: { readonly reason: unknown } | null = null;
  const property = fc.asyncProperty(fc.noBias(options.arbitrary(effort)), async (c) => {
    if (stop !== null) {
      return true;
    }
    drawn += 1;
    try {
      if (pacer.due()) {
        await pacer.pause(Math.min(drawn, draws), draws);
      }
      const passes = holds(c);
      if (!shrinking) {
        counts.add(c);
        shrinking = !passes;
      }
      return passes;
    } catch (reason) {
      // Reported as a failure only to make fast-check stop drawing; it then shrinks, and every later case passes.
      stop = { reason };
      return false;
    }
  });
  const details = await fc.check(property, { seed, numRuns: draws, ...INDEPENDENT });
  // TypeScript does not see that the property assigns it.
  const stopped = stop as { readonly reason: unknown } | null;
  if (stopped !== null) {
    throw stopped.reason;
  }
  if (details.interrupted || details.numSkips > 0) {
    throw new Error(`${name} did not make all of its draws: fast-check is configured to skip or interrupt runs`);
  }
  context.progress(details.numRuns, draws);
  const found = {
    method: 'sampled' as const,
    domain: domainText(options.domain, effort),
    cases: String(details.numRuns),
    failures: details.failed ? '1' : '0',
    confidence: CONFIDENCE,
  };
  const numbers = { limit, ...counts.numbers(details.numRuns) };
  if (details.counterexample === null) {
    const bound = clopperPearsonUpper(0, draws);
    const supports = bound <= limit && counts.reached(draws) ? 'holds' : 'undecided';
    const seconds = (performance.now() - started) / 1000;
    return { ...found, bound, boundKind: 'fixed-draws', numbers, seed, seconds, supports };
  }
  const [smallest] = details.counterexample;
  return {
    ...found,
    bound: anytimeUpper(1, details.numRuns),
    boundKind: 'anytime',
    counterexample: {
      case: describe(smallest),
      explanation: explain?.(smallest) ?? 'The statement is false for this case.',
    },
    numbers: { ...numbers, path: details.counterexamplePath, shrinks: details.numShrinks },
    seed,
    seconds: (performance.now() - started) / 1000,
    supports: 'refuted',
  };
}

/** Settings of fast-check under which draws are independent and all of them are made, whatever its global ones say. */
const INDEPENDENT = {
  endOnFailure: false,
  skipEqualValues: false,
  ignoreEqualValues: false,
  verbose: 0,
} satisfies fc.Parameters<[never]>;

/**
 * Checks a universal statement on independent random cases. One failure refutes: fast-check shrinks it, drawing stops,
 * and `cases` counts the draws up to it. The evidence carries the seed and, as `numbers.path`, the path with which
 * `fc.check(fc.property(fc.noBias(arbitrary), holds), { seed, path })` replays the shrunk case at once. No failure in
 * m draws bounds the failure probability under the distribution by the exact Clopper–Pearson bound at
 * {@link CONFIDENCE}, which supports `holds` when it is at most `limit` and every share is reached, and otherwise
 * nothing.
 *
 * Drawing stops at the first failure, so the number of draws depends on them. After all draws without a failure the
 * bound for fixed draws holds nevertheless: it can only be too low when none of the m draws fails. After a failure the
 * bound is that of the confidence sequence, `anytimeUpper`. It is never lower than the fixed bound after the draws
 * before the failure, so that the two together are too low with probability at most 1 − {@link CONFIDENCE}. For
 * this one stopping rule a lower bound could be had; that of the sequence also holds for whoever stops the run otherwise.
 *
 * Its `run` rejects with what `holds` throws: an error is a bug, never evidence. So does a failed `fc.pre`, because
 * skipping cases would change the distribution: use `filter` on the arbitrary and say so in the domain.
 */
export function sampled<C>(options: SampledOptions<C>): Method {
  return { method: 'sampled', name: options.name, run: (context) => draw(options, context) };
}
