import { claim, control } from '@verbatim/evidence';
import { type CopyingTransformer, float64 } from '@verbatim/transformer';
import {
  type BlockOneStatement,
  blockOneMethods,
  onEveryContextRounded,
  onRandomPrompts,
} from '../../common/block-one-methods.js';
import { withWeight, withWindowOffByOne } from '../../common/broken-weights.js';
import { type InspectedToken, nearest } from '../../common/inspected-tokens.js';
import { tokenCodes } from '../../common/token-codes.js';

/** h_t as the lemma says it: the mean of the last min(t, i) embeddings, rounded once. */
function windowMean({ construction, numbers, tokens }: InspectedToken, t: number): number[] {
  const codes = tokenCodes(construction.alphabetSize);
  const window = tokens.slice(-t);
  return codes[0]!.map((_, c) => {
    const sum = window.reduce((total, token) => total + codes[token]![c]!, 0);
    return nearest(sum / window.length, numbers);
  });
}

function isMean(token: InspectedToken, t: number): boolean {
  const expected = windowMean(token, t);
  return token.here.windowMeans[t - 1]!.every((coordinate, c) => coordinate === expected[c]);
}

function statement(change?: BlockOneStatement['change']): BlockOneStatement {
  return {
    holds: (token) => token.here.windowMeans.every((_, t) => isMean(token, t + 1)),
    explain: (token) => {
      const t = token.here.windowMeans.findIndex((_, i) => !isMean(token, i + 1)) + 1;
      return `head ${t} outputs (${token.here.windowMeans[t - 1]!.join(', ')}) at the last token; the mean is (${windowMean(token, t).join(', ')}).`;
    },
    withStop: false,
    ...(change && { change }),
  };
}

/** Head 2 scores a token by its first coordinate, so that it no longer weighs all tokens of its window alike. */
const attendsByContent = (construction: CopyingTransformer) =>
  ['query', 'key'].reduce(
    (changed, matrix) => withWeight(changed, `blocks.0.heads.1.${matrix}`, 0, 0, 1),
    construction,
  );

/** lemma/window-mean. */
export const lemmaWindowMean = claim({
  id: 'lemma/window-mean',
  statement:
    'At position i = 1, 2, … head t of block 1 outputs h_t, the mean of the last min(t, i) embeddings, for t = 1 … n + 1: exactly in rationals, and with p-bit significands rounded once, so within a relative error of 2^−p.',
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): Hard-ALiBi heads',
  expected: 'holds',
  methods: blockOneMethods(statement(), statement()),
  controls: [
    control({
      name: 'window-one-more',
      breaks: 'the window of head n + 1 holds n + 2 positions',
      method: onEveryContextRounded(
        statement((construction) => withWindowOffByOne(construction)),
        [float64()],
      ),
    }),
    control({
      name: 'window-one-less',
      breaks: 'the window of head 2 holds one position',
      method: onEveryContextRounded(
        statement((construction) => withWindowOffByOne(construction, 2, -1)),
        [float64()],
      ),
    }),
    control({
      name: 'attends-by-content',
      breaks: 'one entry of W_q and W_k of head 2 is 1 instead of 0, so that its weights are not uniform',
      method: onEveryContextRounded(statement(attendsByContent), [float64()]),
    }),
    control({
      name: 'broken-value',
      breaks: 'one entry of W_v of head 1 is 2 instead of 1',
      method: onRandomPrompts(
        statement((construction) => withWeight(construction, 'blocks.0.heads.0.value', 0, 0, 2)),
        float64(),
      ),
    }),
  ],
});
