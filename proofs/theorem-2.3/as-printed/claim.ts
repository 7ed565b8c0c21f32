import { claim, control, type Effort, type Method } from '@verbatim/evidence';
import { type ListedCopyDistribution, pointMass } from '@verbatim/tasks';
import { softmaxScale1, windowOffByOne } from '../../common/copy-controls.js';
import { broadDistributions, pointMasses } from '../../common/copy-distributions.js';
import { type Build, fixedTransformer, type Size } from '../../common/copy-trials.js';
import { type Grid, grid } from '../../common/sizes.js';
import { anyTransformer, deBruijnStart, strictlyBelow } from './strictly-below.js';

const GRIDS: Record<Effort, Grid[]> = {
  quick: [grid(2, 6, 3), grid(3, 4, 2), grid(4, 4, 1)],
  standard: [grid(2, 10, 4), grid(3, 6, 2), grid(4, 5, 2), grid(5, 5, 1)],
  deep: [grid(2, 13, 5), grid(3, 8, 3), grid(4, 6, 2), grid(5, 6, 2)],
};

const smallest = () => GRIDS.quick;

function* everyDistribution(size: Size): Generator<ListedCopyDistribution> {
  yield* pointMasses(size);
  yield* broadDistributions(size);
}

const constantString = ({ length }: Size) => new Uint32Array(length);

/** The printed inequality where it is true for T(n), when `build` makes T(n): every string is possible, `000…` among them. */
const broad = (build: Build): Method =>
  strictlyBelow({
    build,
    grids: smallest,
    distributions: broadDistributions,
    inWords: 'uniform and skewed letters (weights 1, 2, 3 … and 1, 4, 16 …)',
  });

/** Theorem 2.3 as it is printed. */
export const theorem23AsPrinted = claim({
  id: 'theorem-2.3/as-printed',
  statement:
    'For all n there is a depth-2 transformer T of dimension O(n log D) with err < p_ngram for all 2n ≤ L ≤ Dⁿ and any copy ' +
    'distribution.',
  source: 'arXiv 2402.01032, Theorem 2.3',
  expected: 'refuted',
  methods: [
    strictlyBelow({
      build: fixedTransformer,
      grids: (effort) => GRIDS[effort],
      distributions: everyDistribution,
      inWords: 'every point mass, and uniform and skewed letters (weights 1, 2, 3 … and 1, 4, 16 …)',
    }),
    anyTransformer(deBruijnStart, (effort) => ({ quick: 32, standard: 128, deep: 512 })[effort]),
  ],
  controls: [
    control({
      name: 'every-string-possible',
      breaks: 'nothing: strings that only repeat alike are possible, T copies them, and err < p_ngram is true',
      method: broad(fixedTransformer),
      expect: 'holds',
    }),
    control({
      name: 'constant-strings',
      breaks: 'nothing: the point mass on 000… has err = 0 and p_ngram = 1',
      method: strictlyBelow({
        build: fixedTransformer,
        grids: smallest,
        distributions: (size) => [pointMass(constantString(size), size.alphabetSize)],
        inWords: 'the point mass on 000…',
      }),
      expect: 'holds',
    }),
    control({
      name: 'any-transformer-constant-strings',
      breaks: 'nothing: p_ngram = 1 on 000…, which leaves room below',
      method: anyTransformer({ inWords: '000…', letters: constantString }, () => 16),
      expect: 'holds',
    }),
    control({
      name: 'window-off-by-one',
      breaks: 'err is taken from a T whose widest head sees n + 2 positions, with every string possible',
      method: broad(windowOffByOne(fixedTransformer)),
    }),
    control({
      name: 'softmax-scale-1',
      breaks: 'err is taken from a T with B = 1, with every string possible',
      method: broad(softmaxScale1),
    }),
  ],
});
