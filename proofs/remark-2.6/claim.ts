/** Remark 2.6: a precision of O(log log L) bits suffices. */
import { claim, control } from '@verbatim/evidence';
import { sufficientOnly } from '../common/margin-certificate.js';
import { everyLength, SUFFICIENT, tableOverLengths } from './certified-widths.js';
import { leastWidths } from './least-width.js';
import { precisionFrontiers } from './precision-frontier.js';
import { runsAtTheWidth } from './runs.js';
import { sufficientWidth } from './sufficient-width.js';

const short = { quick: 256, standard: 256, deep: 256 };

/** Remark 2.6. */
export const remark26 = claim({
  id: 'remark-2.6',
  statement:
    'For every D ≥ 2 and L ≥ 2 numbers of at most 4 log2 log2 L + c(D) bits, significand, exponent and sign, suffice to copy every ' +
    'string of L letters without a conflicting repeat, n being the least key length with Dⁿ + n − 1 ≥ L.',
  source: 'arXiv 2402.01032, Remark 2.6; the bound p(n, D, L) is derived in docs/theory.md',
  expected: 'holds',
  methods: [
    sufficientOnly(everyLength(SUFFICIENT)),
    sufficientOnly(tableOverLengths(SUFFICIENT)),
    runsAtTheWidth(sufficientWidth),
    sufficientOnly(leastWidths),
    sufficientOnly(precisionFrontiers),
  ],
  controls: [
    control({
      name: 'constant-width',
      breaks: 'the same 12 bits of significand for every L',
      method: everyLength({ ...SUFFICIENT, significandBits: () => 12 }, short),
    }),
    control({
      name: 'linear-width',
      breaks: 'a significand that grows with n, of the order of log L',
      method: everyLength({ ...SUFFICIENT, significandBits: (ngram) => 30 + ngram }, short),
    }),
    control({
      name: 'few-exponents',
      breaks: 'exponents of ⌈log2 B⌉ − 1 bits, so that wrong keys cannot weigh as little as they should',
      method: everyLength({ ...SUFFICIENT, exponentBits: (scale) => Math.ceil(Math.log2(scale)) - 1 }, short),
    }),
    control({
      name: 'two-bits',
      breaks: 'every operation is rounded to 2 bits',
      method: runsAtTheWidth(() => 2),
    }),
  ],
});
