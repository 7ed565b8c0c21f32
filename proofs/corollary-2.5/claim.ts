/** Corollary 2.5: on uniform strings, dimension O(log(L/ε) log D) gives err < ε. */
import { claim, control, type Effort } from '@verbatim/evidence';
import { copyingTransformer } from '@verbatim/transformer';
import { withWindowOffByOne } from '../common/broken-weights.js';
import { sufficientOnly } from '../common/margin-certificate.js';
import { ALPHABETS, chosenOnGrid, EPSILONS, everyEpsilon } from './certified-choices.js';
import { chosenKeyLength, type Target } from './chosen-key-length.js';
import { sampledError } from './sampled-error.js';

interface Sampled {
  readonly alphabetSizes: readonly number[];
  /** The lengths for each ε: 0.4, 0.1, 0.01. */
  readonly lengths: readonly [number[], number[], number[]];
}

const SAMPLED: Record<Effort, Sampled> = {
  quick: { alphabetSizes: [2, 4, 26], lengths: [[10, 30], [10, 30], [10]] },
  standard: {
    alphabetSizes: ALPHABETS,
    lengths: [
      [1, 10, 30, 100],
      [1, 10, 30, 100],
      [1, 10, 30],
    ],
  },
  deep: {
    alphabetSizes: ALPHABETS,
    lengths: [
      [1, 10, 30, 100, 300],
      [1, 10, 30, 100, 300],
      [1, 10, 30, 100],
    ],
  },
};

function sampledTargets(effort: Effort): Target[] {
  const { alphabetSizes, lengths } = SAMPLED[effort];
  return lengths.flatMap((ofEpsilon, i) =>
    ofEpsilon.flatMap((length) =>
      alphabetSizes.map((alphabetSize) => ({ epsilon: EPSILONS[i]!, length, alphabetSize })),
    ),
  );
}

const build = (target: Target) =>
  copyingTransformer({ alphabetSize: target.alphabetSize, ngram: chosenKeyLength(target) });

const oneTarget = (): Target[] => [{ epsilon: EPSILONS[1]!, length: 20, alphabetSize: 2 }];

/** Corollary 2.5. */
export const corollary25 = claim({
  id: 'corollary-2.5',
  statement:
    'For uniform strings, every ε in (0, 1/2), every L and the least n with ε Dⁿ ≥ L², the copying transformer T(n) has err < ε and ' +
    'dimension O(log(L/ε) log D); indeed O(log(L/ε) + log D).',
  source: 'arXiv 2402.01032, Corollary 2.5; the second form of the dimension is derived in docs/theory.md',
  expected: 'holds',
  methods: [
    sufficientOnly(chosenOnGrid(chosenKeyLength)),
    sufficientOnly(everyEpsilon()),
    sampledError(sampledTargets, build),
  ],
  controls: [
    control({
      name: 'n-one-too-small',
      breaks: 'n is one less than the least with ε Dⁿ ≥ L² (but never 0)',
      method: chosenOnGrid((target) => Math.max(1, chosenKeyLength(target) - 1)),
    }),
    control({
      name: 'n-doubled',
      breaks: 'n is twice the least with ε Dⁿ ≥ L²: the error is small, but the dimension is twice what it should be',
      method: chosenOnGrid((target) => 2 * chosenKeyLength(target)),
    }),
    control({
      name: 'short-keys',
      breaks: 'the transformer has keys of a third of the letters that ε asks for',
      method: sampledError(oneTarget, (target) =>
        copyingTransformer({
          alphabetSize: target.alphabetSize,
          ngram: Math.ceil(chosenKeyLength(target) / 3),
          maxLength: target.length,
        }),
      ),
    }),
    control({
      name: 'window-off-by-one',
      breaks: 'the head of block 1 that should see the token itself sees the one before it as well',
      method: sampledError(oneTarget, (target) => withWindowOffByOne(build(target), 1)),
    }),
  ],
});
