/** E[X] and E[X²] as they are computed, against the pairs counted in every string. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { equalFractions, type Fraction, fractionText, type Letters, stringsOf } from '@verbatim/tasks';
import type { Size } from '../../common/copy-trials.js';
import { type Grid, grid, gridsInWords, sizesOf } from '../../common/sizes.js';
import type { PairKind } from './pair-events.js';
import { type Moments, moments } from './second-moment.js';

const KINDS: readonly PairKind[] = ['repeat', 'start', 'conflict'];

const GRIDS: Record<Effort, readonly Grid[]> = {
  quick: [grid(2, 8, 4), grid(3, 5, 3)],
  standard: [grid(2, 12, 6), grid(3, 8, 4), grid(4, 6, 3)],
  deep: [grid(2, 15, 8), grid(3, 10, 5), grid(4, 8, 4), grid(7, 6, 3)],
};

/** The number of pairs of windows of each kind, as defined: nothing here knows of equations. */
function pairsIn(x: Letters, ngram: number): Readonly<Record<PairKind, number>> {
  const count = { repeat: 0, start: 0, conflict: 0 };
  const length = x.length;
  for (let j = 1; j + ngram <= length; j++) {
    for (let i = 0; i < j; i++) {
      let equal = 0;
      while (equal < ngram && x[i + equal] === x[j + equal]) equal++;
      if (equal < ngram) continue;
      count.repeat++;
      if (i === 0 || x[i - 1] !== x[j - 1]) count.start++;
      if (j + ngram < length && x[i + ngram] !== x[j + ngram]) count.conflict++;
    }
  }
  return count;
}

interface MomentCase {
  readonly size: Size;
  readonly kind: PairKind;
  readonly computed: Moments;
  readonly listed: Moments;
}

function* casesOf(size: Size, compute: typeof moments): Generator<MomentCase> {
  const { alphabetSize, ngram, length } = size;
  const sums = KINDS.map(() => ({ first: 0n, second: 0n }));
  for (const x of stringsOf(alphabetSize, length)) {
    const pairs = pairsIn(x, ngram);
    for (const [i, kind] of KINDS.entries()) {
      sums[i]!.first += BigInt(pairs[kind]);
      sums[i]!.second += BigInt(pairs[kind] ** 2);
    }
  }
  const denominator = BigInt(alphabetSize) ** BigInt(length);
  const mean = (numerator: bigint): Fraction => ({ numerator, denominator });
  for (const [i, kind] of KINDS.entries()) {
    const { first, second } = sums[i]!;
    yield { size, kind, computed: compute(kind, size), listed: { mean: mean(first), meanSquare: mean(second) } };
  }
}

/** @param compute - the moments; others for controls. */
export function momentsListed(compute: typeof moments = moments): Method {
  return exact<MomentCase>({
    name: 'moments-listed',
    domain: (effort) =>
      `${gridsInWords(GRIDS[effort])}: E[X] and E[X²] for repeats, starts of runs and conflicts, by the ranks of their equations, ` +
      'against counting the pairs in all D^L strings',
    *cases(effort) {
      for (const size of sizesOf(GRIDS[effort])) yield* casesOf(size, compute);
    },
    size: (effort) => 3 * GRIDS[effort].reduce((sum, { maxLength, maxNgram }) => sum + maxLength * maxNgram, 0),
    holds: ({ computed, listed }) =>
      equalFractions(computed.mean, listed.mean) && equalFractions(computed.meanSquare, listed.meanSquare),
    describe: ({ size, kind, computed, listed }) => ({
      ...size,
      kind,
      meanSquare: fractionText(computed.meanSquare),
      listedMeanSquare: fractionText(listed.meanSquare),
    }),
    explain: ({ size, kind, computed, listed }) =>
      `With D = ${size.alphabetSize}, n = ${size.ngram} and L = ${size.length}, the number of pairs of kind ${kind} has E[X] = ` +
      `${fractionText(computed.mean)} and E[X²] = ${fractionText(computed.meanSquare)} as computed, ${fractionText(listed.mean)} and ` +
      `${fractionText(listed.meanSquare)} by listing.`,
    stopAtFirst: true,
  });
}
