/** Sizes beyond exact counting: how often the event happens in random strings, with exact binomial bounds. */
import {
  CONFIDENCE,
  clopperPearsonLower,
  type Effort,
  type Evidence,
  type Json,
  type Method,
  sampledRate,
} from '@verbatim/evidence';
import { type CopyDistribution, fractionToNumber, uniformCopies } from '@verbatim/tasks';
import type { Size } from '../common/copy-trials.js';
import type { BoundedEvent } from './bounded-event.js';

/** D, L and n of the strings to draw. */
export type Cell = readonly [alphabetSize: number, length: number, ngram: number];

// An event whose bound is near 0.5 is found about 0.4 of the time: 2,500 draws tell these apart with confidence 1 − 10⁻⁶.
const DRAWS: Record<Effort, number> = { quick: 2_500, standard: 5_000, deep: 20_000 };

const inWords = ({ alphabetSize, length, ngram }: Size) => `D = ${alphabetSize}, L = ${length}, n = ${ngram}`;

/** What was drawn for one cell and one event. */
interface Result {
  readonly size: Size;
  readonly event: BoundedEvent;
  readonly evidence: Evidence;
}

function explain({ size, event, evidence }: Result): string {
  const [happened, draws] = [Number(evidence.failures), Number(evidence.cases)];
  return (
    `For ${inWords(size)} it happened in ${happened} of ${draws} strings, so with confidence ${CONFIDENCE} ${event.probabilityName} ` +
    `is at least ${clopperPearsonLower(happened, draws)}, and the bound ${event.boundName} is ` +
    `${fractionToNumber(event.bound(size.alphabetSize, size.length, size.ngram))}.`
  );
}

/**
 * Draws strings for each cell and event, each with a limit of its own, the claimed bound. All must come out below theirs.
 *
 * @param distributionOf - how strings are drawn, uniformly by default.
 */
export function sampledRates(
  events: readonly BoundedEvent[],
  cells: (effort: Effort) => readonly Cell[],
  distributionOf: (alphabetSize: number, length: number) => CopyDistribution = uniformCopies,
): Method {
  const sizes = (effort: Effort): Size[] =>
    cells(effort).map(([alphabetSize, length, ngram]) => ({ alphabetSize, length, ngram }));
  return {
    method: 'sampled',
    name: 'sampled-rates',
    async run(context) {
      const { effort, seed } = context;
      const planned = sizes(effort).flatMap((size) => events.map((event) => ({ size, event })));
      const draws = DRAWS[effort];
      const results: Result[] = [];
      for (const [index, { size, event }] of planned.entries()) {
        const { alphabetSize, length, ngram } = size;
        const distribution = distributionOf(alphabetSize, length);
        const evidence = await sampledRate<Uint32Array>({
          name: `cell-${index}`,
          domain: inWords(size),
          draws: () => draws,
          draw: (random) => distribution.sample(random),
          fails: (letters) => event.happens(letters, ngram),
          limit: fractionToNumber(event.bound(alphabetSize, length, ngram)),
        }).run({
          ...context,
          seed: (seed + index) | 0,
          progress: (done) => context.progress(index * draws + done, planned.length * draws),
        });
        results.push({ size, event, evidence });
      }
      const rows = results.map(({ size, event, evidence }): { readonly [key: string]: Json } => ({
        ...size,
        probability: event.probabilityName,
        happened: Number(evidence.failures),
        draws,
        upperBound: evidence.bound!,
        claimedBound: fractionToNumber(event.bound(size.alphabetSize, size.length, size.ngram)),
      }));
      const verdicts = results.map(({ evidence }) => evidence.supports);
      const supports = (['refuted', 'undecided', 'holds'] as const).find((verdict) => verdicts.includes(verdict))!;
      const refuting = verdicts.indexOf('refuted');
      return {
        method: 'sampled',
        domain:
          `${sizes(effort).map(inWords).join('; ')}: ${draws} strings each for ${events.map(({ probabilityName }) => probabilityName).join(' and ')}, ` +
          'which by an exact bound must come out below the claimed bound; the bound given is the largest',
        cases: String(planned.length * draws),
        failures: String(results.reduce((sum, { evidence }) => sum + Number(evidence.failures), 0)),
        bound: Math.max(...results.map(({ evidence }) => evidence.bound!)),
        confidence: CONFIDENCE,
        boundKind: 'fixed-draws',
        ...(refuting >= 0 && { counterexample: { case: rows[refuting]!, explanation: explain(results[refuting]!) } }),
        numbers: { rows },
        seed,
        seconds: results.reduce((sum, { evidence }) => sum + evidence.seconds, 0),
        supports,
      };
    },
  };
}
