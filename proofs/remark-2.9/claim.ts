/** Remark 2.9: the transformer's input-dependent memory is near-optimal. */
import { claim, control } from '@verbatim/evidence';
import { shortestKey } from '../common/shortest-key.js';
import { statedMultiple } from './cache-bits.js';
import { countedCache } from './counted-cache.js';
import { everyLength, tableOverLengths } from './formula.js';

/** Remark 2.9. */
export const remark29 = claim({
  id: 'remark-2.9',
  statement:
    'The KV cache with which the transformer copies L letters takes at most (12 n + 24) · L log2 D bits for every n ≤ L, so at most ' +
    '(12 log_D L + 36) · L log2 D with the least n such that Dⁿ + n − 1 ≥ L; any machine that copies all strings needs L log2 D.',
  source: 'arXiv 2402.01032, Remark 2.9; the multiple is derived in docs/theory.md',
  expected: 'holds',
  methods: [countedCache(2), everyLength(statedMultiple), tableOverLengths(shortestKey)],
  controls: [
    control({
      name: 'sixty-four-bits-a-number',
      breaks: 'each number of the cache is kept as a double',
      method: countedCache(64),
    }),
    control({
      name: 'half-the-multiple',
      breaks: 'half of the stated multiple, 6 n + 12',
      method: everyLength((ngram) => statedMultiple(ngram) / 2),
    }),
    control({
      name: 'long-keys',
      breaks: 'keys of (1 + log2 L)² letters, not of about log_D L',
      method: tableOverLengths((_, length) => length.toString(2).length ** 2),
    }),
  ],
});
