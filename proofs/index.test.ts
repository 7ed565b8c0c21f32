import { expect, it } from 'vitest';
import { claims } from './index.js';

it('has every statement of the paper and every lemma of the construction, each once', () => {
  expect(claims.map(({ id, expected }) => `${id}: ${expected}`)).toEqual([
    'theorem-2.3/as-printed: refuted',
    'theorem-2.3/at-most: holds',
    'theorem-2.3/exactly: holds',
    'theorem-2.3/n-plus-one: refuted',
    'theorem-2.3/dimension: holds',
    'theorem-2.3/tightness: holds',
    'lemma-2.4: holds',
    'lemma-2.4/sharper: holds',
    'corollary-2.5: holds',
    'theorem-2.7/as-printed: refuted',
    'theorem-2.7/at-least: holds',
    'theorem-2.7/tight: holds',
    'theorem-2.7/tight-everywhere: holds',
    'theorem-2.7/restricted: holds',
    'theorem-2.7/randomised: holds',
    'corollary-2.8: holds',
    'corollary-2.8/tight: holds',
    'letter-error/bound: holds',
    'lookup/prefix-key: holds',
    'lookup/suffix-key: holds',
    'remark-2.6: holds',
    'remark-2.9: holds',
    'precision/frontier: holds',
    'lemma/window-mean: holds',
    'lemma/token-recovery: holds',
    'lemma/gate: holds',
    'lemma/margin: holds',
    'lemma/softmax: holds',
    'lemma/readout: holds',
    'lemma/generated-keys: holds',
    'lemma/teacher-forcing: holds',
    'mutation/weights: holds',
  ]);
});
