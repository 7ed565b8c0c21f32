/** Cycles of every length in the de Bruijn graph. */
import { type Effort, exact, type Method } from '@verbatim/evidence';
import { windowLength } from '@verbatim/gssm';

/** How a cycle of s letters below D is made. */
export type BuildCycle = (alphabetSize: number, states: number) => ArrayLike<number>;

interface CycleLength {
  readonly alphabetSize: number;
  readonly states: number;
}

const MAX_ALPHABET_SIZE = 9;

/** All s up to the first number, and single long ones. */
interface CycleDomain {
  readonly upTo: number;
  readonly long: readonly CycleLength[];
}

const both = (alphabetSize: number, ...lengths: number[]) => lengths.map((states) => ({ alphabetSize, states }));

const DOMAIN: Record<Effort, CycleDomain> = {
  quick: { upTo: 200, long: both(2, 50_000) },
  standard: {
    upTo: 1000,
    long: [...both(2, 999_999, 1_000_000, 2 ** 20), ...both(10, 1_000_000), ...both(26, 300_000)],
  },
  deep: {
    upTo: 8000,
    long: [2, 3, 5, 10, 26].flatMap((alphabetSize) => both(alphabetSize, 999_999, 1_000_000, 1_000_001, 10_000_000)),
  },
};

function* cycleLengths({ upTo, long }: CycleDomain): Generator<CycleLength> {
  for (let alphabetSize = 2; alphabetSize <= MAX_ALPHABET_SIZE; alphabetSize++) {
    for (let states = 1; states <= upTo; states++) yield { alphabetSize, states };
  }
  yield* long;
}

/** Why this is no cycle of s letters with s different windows of k letters, or undefined if it is. */
function wrongCycle(build: BuildCycle, { alphabetSize, states }: CycleLength): string | undefined {
  const cycle = build(alphabetSize, states);
  if (cycle.length !== states) return `It has ${cycle.length} letters.`;
  const k = windowLength(alphabetSize, states);
  const words = alphabetSize ** k;
  const seen = new Uint8Array(words);
  let word = 0;
  for (let i = 0; i < states + k; i++) {
    const letter = cycle[i % states]!;
    if (!Number.isInteger(letter) || letter < 0 || letter >= alphabetSize) return `It holds ${letter}.`;
    word = (word * alphabetSize + letter) % words;
    // The windows that end at places k … s + k − 1 of the circle.
    if (i < k) continue;
    if (seen[word] === 1) return `Its window of ${k} letters from place ${i + 1 - k} on, in a circle, is there twice.`;
    seen[word] = 1;
  }
  return undefined;
}

/** Every cycle has its length and no window twice: each is looked at, letter by letter. */
export function everyCycle(build: BuildCycle, onlyUpTo?: number): Method {
  const domainAt = (effort: Effort): CycleDomain =>
    onlyUpTo === undefined ? DOMAIN[effort] : { upTo: onlyUpTo, long: [] };
  return exact<CycleLength>({
    name: 'every-cycle',
    domain: (effort) => {
      const { upTo, long } = domainAt(effort);
      const single = long.map(({ alphabetSize, states }) => `(${alphabetSize}, ${states})`).join(', ');
      return (
        `2 ≤ D ≤ ${MAX_ALPHABET_SIZE} and 1 ≤ s ≤ ${upTo}${single && `, and (D, s) = ${single}`}: the cycle has s letters below D and, read in a ` +
        'circle, s different windows of ⌈log_D s⌉ letters'
      );
    },
    cases: (effort) => cycleLengths(domainAt(effort)),
    size: (effort) => (MAX_ALPHABET_SIZE - 1) * domainAt(effort).upTo + domainAt(effort).long.length,
    holds: (length) => wrongCycle(build, length) === undefined,
    describe: ({ alphabetSize, states }) => ({
      alphabetSize,
      states,
      ...(states <= 1000 && { cycle: Array.from(build(alphabetSize, states)) }),
    }),
    explain: (length) => wrongCycle(build, length)!,
  });
}
