import { claim, control, drawsForLimit, exhaustion, sampled } from '@verbatim/evidence';
import * as fc from 'fast-check';

/** A case: some numbers of 1 … 2n, in increasing order. */
interface Choice {
  readonly n: number;
  readonly chosen: readonly number[];
}

const LIMIT = 1e-3;

function oneDividesAnother({ chosen }: Choice): boolean {
  return chosen.some((a, i) => chosen.slice(i + 1).some((b) => b % a === 0));
}

/** All ways to choose `size` numbers from `low` to `high`. */
function* choices(size: number, low: number, high: number): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = low; first <= high - size + 1; first++) {
    for (const rest of choices(size - 1, first + 1, high)) {
      yield [first, ...rest];
    }
  }
}

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k;
}

/** Every choice of n + `extra` numbers, for each of the given n: the theorem is about `extra` = 1. */
function everyChoice(extra: number, ns: readonly number[]) {
  return exhaustion<Choice>({
    name: 'every-choice',
    domain: `all choices of n + ${extra} of the numbers 1 … 2n, for n = ${ns}`,
    *cases() {
      for (const n of ns) {
        for (const chosen of choices(n + extra, 1, 2 * n)) {
          yield { n, chosen };
        }
      }
    },
    size: () => ns.reduce((sum, n) => sum + binomial(2 * n, n + extra), 0),
    holds: oneDividesAnother,
    describe: ({ chosen }) => chosen,
    explain: ({ n, chosen }) => `none of the ${chosen.length} numbers divides another, with n = ${n}`,
  });
}

const randomChoice = sampled<Choice>({
  name: 'random-choice',
  domain: `n uniform from 1 to 40, n + 1 of the numbers 1 … 2n; at most ${LIMIT} of the choices may fail`,
  draws: (effort) => (effort === 'deep' ? 1_000_000 : drawsForLimit(LIMIT)),
  arbitrary: () =>
    fc.integer({ min: 1, max: 40 }).chain((n) => {
      const numbers = Array.from({ length: 2 * n }, (_, i) => i + 1);
      return fc.subarray(numbers, { minLength: n + 1, maxLength: n + 1 }).map((chosen) => ({ n, chosen }));
    }),
  holds: oneDividesAnother,
  describe: ({ chosen }) => chosen,
  limit: LIMIT,
});

export const divisors = claim({
  id: 'divisors/pigeonhole',
  statement: 'Among any n + 1 of the numbers 1 … 2n, one divides another.',
  source: 'Erdős; Aigner and Ziegler, "Proofs from THE BOOK", chapter on pigeon-hole and double counting',
  expected: 'holds',
  methods: [everyChoice(1, [1, 2, 3, 4, 5, 6, 7]), randomChoice],
  controls: [
    control({
      name: 'one-number-fewer',
      breaks: 'only n numbers are chosen, and n + 1 … 2n is a choice that has no divisors',
      method: everyChoice(0, [5]),
    }),
  ],
});
