import { CONFIDENCE, clopperPearsonLower, clopperPearsonUpper } from './binomial.js';
import type { Effort, Evidence, Verdict } from './evidence.js';
import type { Domain, Method, MethodContext } from './method.js';
import { domainText } from './method.js';
import { Pacer } from './pacer.js';
import type { RandomDraws } from './random.js';
import { randomDraws } from './random.js';

/** What {@link sampledRate} is made of; `C` is the type of a case. */
export interface SampledRateOptions<C> {
  /** A slug, unique among the methods of the claim. */
  readonly name: string;
  /** In words: the distribution that is drawn from. */
  readonly domain: Domain;
  /** How many independent draws. */
  readonly draws: (effort: Effort) => number;
  /** Draws one case. It must take all of its randomness from `random`. */
  readonly draw: (random: RandomDraws, effort: Effort) => C;
  /** Does this case fail? */
  readonly fails: (c: C) => boolean;
  /** The statement is that a case fails with at most this probability. */
  readonly limit: number;
}

async function estimate<C>(options: SampledRateOptions<C>, context: MethodContext): Promise<Evidence> {
  const { draw, fails, limit } = options;
  const { effort, seed } = context;
  const started = performance.now();
  const draws = options.draws(effort);
  const random = randomDraws(seed);
  const pacer = new Pacer(context);
  let failures = 0;
  for (let drawn = 1; drawn <= draws; drawn++) {
    if (fails(draw(random, effort))) {
      failures += 1;
    }
    if (pacer.due()) {
      await pacer.pause(drawn, draws);
    }
  }
  const bound = clopperPearsonUpper(failures, draws);
  const lowerBound = clopperPearsonLower(failures, draws);
  context.progress(draws, draws);
  const supports: Verdict = bound <= limit ? 'holds' : lowerBound > limit ? 'refuted' : 'undecided';
  const explanation = `${failures} of ${draws} draws fail, so with confidence ${CONFIDENCE} the probability is at least ${lowerBound}, above ${limit}.`;
  return {
    method: 'sampled',
    domain: domainText(options.domain, effort),
    cases: String(draws),
    failures: String(failures),
    bound,
    confidence: CONFIDENCE,
    boundKind: 'fixed-draws',
    ...(supports === 'refuted' ? { counterexample: { case: { failures, draws }, explanation } } : {}),
    numbers: { limit, lowerBound },
    seed,
    seconds: (performance.now() - started) / 1000,
    supports,
  };
}

/**
 * Checks a statement about a probability: a random case fails with probability at most `limit`. The number of draws is
 * fixed beforehand and all are made. The exact one-sided Clopper–Pearson bounds at {@link CONFIDENCE} decide: an upper
 * bound of at most `limit` supports `holds`, a lower bound above it refutes, and in between nothing is decided. Each
 * of the two answers is wrong with probability at most 1 − {@link CONFIDENCE}.
 *
 * A refutation has no smallest case, so its counterexample is the count itself.
 */
export function sampledRate<C>(options: SampledRateOptions<C>): Method {
  return { method: 'sampled', name: options.name, run: (context) => estimate(options, context) };
}
