/** The argument behind μ/(1 + μ): events whose windows are more than n apart are independent, or exclude each other. */
import { certificate, type Effort, type Method } from '@verbatim/evidence';
import { fractionToNumber } from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import { BOUNDS } from './chain.js';
import { jointProbabilities, pairEvent } from './pair-events.js';

const LARGEST_NGRAM: Record<Effort, number> = { quick: 4, standard: 7, deep: 11 };

/** Two events of one kind: at i with distance d, and at k with distance e. */
interface Place {
  readonly kind: 'start' | 'conflict';
  readonly ngram: number;
  readonly i: number;
  readonly d: number;
  readonly k: number;
  readonly e: number;
}

/** All places of two different events with distances from `least` to `most`, one of them at 0, 1 or as far on as they touch. */
function* places(ngram: number, least: number, most: number): Generator<Place> {
  const reach = most + ngram + 2;
  for (const kind of ['start', 'conflict'] as const) {
    for (let d = least; d <= most; d++) {
      for (let e = d; e <= most; e++) {
        for (const first of [0, 1]) {
          for (let offset = 0; offset <= reach; offset++) {
            if (offset === 0 && d === e) continue;
            yield { kind, ngram, i: first, d, k: first + offset, e };
            if (d !== e && offset > 0) yield { kind, ngram, i: first + offset, d, k: first, e };
          }
        }
      }
    }
  }
}

/** Whether the joint probability is the product of both, or, for equal distances at most n apart, 0. */
function asArgued(place: Place, jointOf: ReturnType<typeof jointProbabilities>): boolean {
  const { kind, ngram, i, d, k, e } = place;
  const [a, b] = [pairEvent(kind, i, d, ngram), pairEvent(kind, k, e, ngram)];
  const joint = jointOf(a, b);
  if (d === e && Math.abs(i - k) <= ngram) return joint === null;
  const differing = (a.differs === null ? 0 : 1) + (b.differs === null ? 0 : 1);
  return joint !== null && joint.rank === 2 * ngram && joint.differing === differing;
}

const SHOWN: readonly Size[] = [
  ...[10, 14, 18, 20, 22, 26, 30, 40].map((ngram) => ({ alphabetSize: 2, ngram, length: 1_000 })),
  ...[2, 3, 4, 5, 6, 8].map((ngram) => ({ alphabetSize: 26, ngram, length: 300 })),
  ...[3, 4, 5, 6].map((ngram) => ({ alphabetSize: 256, ngram, length: 1_000_000 })),
];

/**
 * The lemma by union-find for small n, and in words for all; `rows` has what follows for strings of which nothing can be
 * counted any more.
 *
 * @param leastDistance - above n by default; for controls.
 */
export function pairsApart(leastDistance = (ngram: number) => ngram + 1): Method {
  return certificate({
    name: 'pairs-apart',
    domain: (effort) =>
      `every D, n and L, by the argument; n ≤ ${LARGEST_NGRAM[effort]} by union-find: any two different starts, or conflicts, with distances ` +
      'from n + 1 to 2n + 4, in every position to each other in which they touch, also at the beginning of the string',
    async check(effort, { signal }) {
      let cases = 0;
      const failures: Place[] = [];
      for (let ngram = 1; ngram <= LARGEST_NGRAM[effort]; ngram++) {
        const most = 2 * ngram + 4;
        const jointOf = jointProbabilities(2 * most + 2 * ngram + 6, ngram);
        for (const place of places(ngram, leastDistance(ngram), most)) {
          cases++;
          if (!asArgued(place, jointOf)) failures.push(place);
        }
        await new Promise(setImmediate);
        signal.throwIfAborted();
      }
      const rows = SHOWN.map((size) => ({
        ...size,
        errAtLeast: fractionToNumber(BOUNDS.apart('conflict', size)),
        errAtMost: Math.min(1, fractionToNumber(BOUNDS.conflicts(size))),
        ngramAtLeast: fractionToNumber(BOUNDS.apart('start', size)),
        ngramAtMost: Math.min(1, fractionToNumber(BOUNDS.starts(size))),
      }));
      return {
        holds: failures.length === 0,
        cases,
        failures: failures.length,
        numbers: failures.length === 0 ? { rows } : { failures: failures.slice(0, 3).map((place) => ({ ...place })) },
        explanation:
          failures.length === 0
            ? 'An event speaks of the edges t – t+d of at most n + 1 places t in a row. With d, e > n no two edges of one event share a ' +
              'letter, and a circle of edges of both would alternate between them, always forwards along d and always backwards along e, ' +
              'or the reverse, and not close unless d = e. So the edges are a forest, along which the differences of letters are independent ' +
              'and uniform. With d = e a start more than 0 and at most n places behind another, or a conflict, is ruled out by an equation of the ' +
              'other. So no two events are positively correlated, the variance of their number is at most its mean μ, and P(X > 0) ≥ ' +
              'E[X]²/E[X²] ≥ μ²/(μ + μ²).'
            : `Two events are neither independent nor exclude each other: ${JSON.stringify(failures[0])}.`,
      };
    },
  });
}
