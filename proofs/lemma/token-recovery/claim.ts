import { claim, control } from '@verbatim/evidence';
import { float64, queryNgram, significand } from '@verbatim/transformer';
import {
  type BlockOneStatement,
  blockOneMethods,
  onEveryContext,
  onEveryContextRounded,
  onEveryWindowSum,
} from '../../common/block-one-methods.js';
import { withUnmergedFlags, withWeight, withWindowOffByOne } from '../../common/broken-weights.js';
import { flagError, isWithin, letterError } from '../../common/gate-error.js';
import type { InspectedToken } from '../../common/inspected-tokens.js';
import { slotOfToken } from '../../common/token-codes.js';

interface Allowed {
  readonly letter: number;
  readonly flag: number;
}

/** The certificate's bounds: 0 in exact arithmetic. */
function certified({ construction, numbers }: InspectedToken): Allowed {
  return { letter: letterError(construction, numbers), flag: flagError(numbers) };
}

function wanted({ construction, tokens }: InspectedToken, t: number): readonly number[] {
  return slotOfToken(construction.alphabetSize, tokens.at(-t)!);
}

/** The slots t that a position is checked in: those whose window fits, and when numbers are rounded whose gate is open. */
function slots({ construction, numbers, tokens }: InspectedToken): number[] {
  const { alphabetSize, ngram } = construction;
  const open = queryNgram({ alphabetSize, ngram: ngram + 1 }, tokens, tokens.length - 1);
  const exact = numbers.significandBits === Number.POSITIVE_INFINITY;
  return open.flatMap((slot, i) => (tokens.length > i && (exact || slot !== null) ? [i + 1] : []));
}

function wrongSlot(token: InspectedToken, allowed: Allowed): number | undefined {
  return slots(token).find((t) => !isWithin(token.here.recoveredTokens[t - 1]!, wanted(token, t), allowed));
}

function statement(
  change?: BlockOneStatement['change'],
  allowed: (token: InspectedToken) => Allowed = certified,
  withStop = false,
): BlockOneStatement {
  return {
    holds: (token) => wrongSlot(token, allowed(token)) === undefined,
    explain: (token) => {
      const errors = allowed(token);
      const t = wrongSlot(token, errors)!;
      return `u_${t} is (${token.here.recoveredTokens[t - 1]!.join(', ')}) at the last token; the token ${t - 1} places back is (${wanted(token, t).join(', ')}); a letter's coordinate may be off by ${errors.letter}, the flag by ${errors.flag}.`;
    },
    withStop,
    ...(change && { change }),
  };
}

/** lemma/token-recovery. */
export const lemmaTokenRecovery = claim({
  id: 'lemma/token-recovery',
  statement:
    'u_t = P(t·h_t − (t−1)·h_{t−1}) is the code of the token t − 1 places back whenever there is one, for t = 1 … n + 1: exactly in rationals, and where the gate of slot t is open within the error that the certificate of a rounding number system states.',
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): the MLP of block 1',
  expected: 'holds',
  methods: blockOneMethods(statement(undefined, certified, true), statement()),
  controls: [
    control({
      name: 'window-off-by-one',
      breaks: 'the window of head n + 1 holds n + 2 positions',
      method: onEveryContextRounded(
        statement((construction) => withWindowOffByOne(construction)),
        [float64()],
      ),
    }),
    control({
      name: 'wrong-factor',
      breaks: 'the first row of U_2 for slot 2 takes 1·h_2 instead of 2·h_2',
      method: onEveryContextRounded(
        statement((construction) => {
          const { layout, dimensions } = construction;
          return withWeight(construction, 'blocks.0.mlp.inner', layout.keyGates[0]!.hidden, dimensions.embedding, 1);
        }),
        [float64()],
      ),
    }),
    control({
      name: 'unmerged-flags',
      breaks: 'P counts COPY as −f on the flag axis, so that COPY is not recovered as the start of a string',
      method: onEveryContext(statement(withUnmergedFlags)),
    }),
    control({
      name: 'no-rounding-allowed',
      breaks: 'in 11 bits an error of 0 is asked for, where t·fl(s/t) differs from s at t = 11',
      method: onEveryWindowSum(
        statement(undefined, () => ({ letter: 0, flag: 0 })),
        [significand(11)],
      ),
    }),
  ],
});
