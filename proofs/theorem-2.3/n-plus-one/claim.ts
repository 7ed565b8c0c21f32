import { claim, control, type Effort } from '@verbatim/evidence';
import { brokenCopying, windowOffByOne } from '../../common/copy-controls.js';
import { everyString, everyStringExactly } from '../../common/copy-methods.js';
import { failsOnlyWithRepeat, fixedTransformer } from '../../common/copy-trials.js';
import { type Grid, grid, sizesInRange } from '../../common/sizes.js';
import { failsOnlyWithLongerRepeat, uniformWithLongerRepeats, withLongerKey } from './longer-repeats.js';

const GRIDS: Record<Effort, Grid[]> = {
  quick: [grid(2, 8, 3), grid(3, 5, 2), grid(4, 4, 1)],
  standard: [grid(2, 12, 4), grid(3, 8, 2), grid(4, 6, 2)],
  deep: [grid(2, 16, 5), grid(3, 9, 3), grid(4, 8, 2), grid(5, 7, 2)],
};

const EXACTLY: Record<Effort, Grid[]> = {
  quick: [grid(2, 4, 2), grid(3, 4, 2), grid(4, 4, 1)],
  standard: [grid(2, 8, 3), grid(3, 5, 2), grid(4, 4, 1)],
  deep: [grid(2, 10, 4), grid(3, 6, 2), grid(5, 5, 1)],
};

const key = { transformer: 'the fixed T(n)', build: fixedTransformer, holds: failsOnlyWithLongerRepeat };
const longerKey = { ...key, transformer: 'the fixed T(n + 1)', build: withLongerKey(fixedTransformer) };

const inRange = { sizes: sizesInRange, within: 'in the range 2n ≤ L ≤ Dⁿ, shortest strings first' };
const smallest = () => GRIDS.quick;

/** Theorem 2.3's construction under the other reading of p_ngram. */
export const theorem23NPlusOne = claim({
  id: 'theorem-2.3/n-plus-one',
  statement:
    'With p_ngram read so that n + 1 consecutive letters are compared, the construction with keys of n letters gives err ≤ p_ngram ' +
    'for all 2n ≤ L ≤ Dⁿ: a string that T(n) fails to copy contains the same n + 1 letters twice.',
  source: 'arXiv 2402.01032, the definition before Theorem 2.3, one reading of its index range (docs/theory.md)',
  expected: 'refuted',
  methods: [
    everyString({ ...key, ...inRange, grids: (effort) => GRIDS[effort] }),
    everyStringExactly({ ...key, ...inRange, grids: (effort) => EXACTLY[effort] }),
    uniformWithLongerRepeats(fixedTransformer, (effort) => GRIDS[effort]),
  ],
  controls: [
    control({
      name: 'key-one-letter-longer',
      breaks: 'nothing: T(n + 1) fails only on strings with n + 1 letters that occur twice',
      method: everyString({ ...longerKey, ...inRange, grids: smallest }),
      expect: 'holds',
    }),
    control({
      name: 'n-letters-compared',
      breaks: 'nothing: T(n) fails only on strings with n letters that occur twice',
      method: everyString({ ...key, ...inRange, holds: failsOnlyWithRepeat, grids: smallest }),
      expect: 'holds',
    }),
    control({
      name: 'uniform-key-one-letter-longer',
      breaks: 'nothing: with T(n + 1), err is at most the probability of n + 1 letters that occur twice',
      method: uniformWithLongerRepeats(withLongerKey(fixedTransformer), smallest),
      expect: 'holds',
    }),
    ...brokenCopying(longerKey),
    control({
      name: 'uniform-window-off-by-one',
      breaks: 'err is taken from a T(n + 1) whose widest head sees one position too many',
      method: uniformWithLongerRepeats(withLongerKey(windowOffByOne(fixedTransformer)), smallest),
    }),
  ],
});
