import { claim, control } from '@verbatim/evidence';
import { float64, keyNgram, queryNgram, type Slot } from '@verbatim/transformer';
import {
  type BlockOneStatement,
  blockOneMethods,
  onEveryContext,
  onEveryContextRounded,
} from '../../common/block-one-methods.js';
import { withBrokenGate, withGateStrength, withWindowOffByOne } from '../../common/broken-weights.js';
import { flagError, isWithin, letterError } from '../../common/gate-error.js';
import type { InspectedToken } from '../../common/inspected-tokens.js';
import { slotCode, tokenCodes } from '../../common/token-codes.js';

/** What the gates let through at a position, and what they should: slot by slot. */
function wrongGate(token: InspectedToken): string | undefined {
  const { construction, numbers, tokens, here } = token;
  const { alphabetSize, layout } = construction;
  const errors = { letter: letterError(construction, numbers), flag: flagError(numbers) };
  const position = tokens.length - 1;
  const compare = (name: string, slots: readonly Slot[], found: readonly number[]) => {
    for (const [i, slot] of slots.entries()) {
      const gate = found.slice(i * layout.slotWidth, (i + 1) * layout.slotWidth);
      const wanted = slotCode(alphabetSize, slot);
      if (!isWithin(gate, wanted, errors)) {
        return `slot ${i + 1} of the ${name} is (${gate.join(', ')}) at the last token and should be (${wanted.join(', ')}).`;
      }
    }
    return undefined;
  };
  const wrong =
    compare('query', queryNgram(construction, tokens, position), here.query) ??
    compare('key', keyNgram(construction, tokens, position), here.key);
  if (wrong !== undefined) {
    return wrong;
  }
  const value = tokenCodes(alphabetSize)[tokens[position]!]!;
  return here.value.every((coordinate, c) => coordinate === value[c])
    ? undefined
    : `the value is (${here.value.join(', ')}) at the last token and should be its code (${value.join(', ')}).`;
}

function statement(change?: BlockOneStatement['change'], withStop = false): BlockOneStatement {
  return {
    holds: (token) => wrongGate(token) === undefined,
    explain: (token) => wrongGate(token)!,
    withStop,
    ...(change && { change }),
  };
}

/** lemma/gate. */
export const lemmaGate = claim({
  id: 'lemma/gate',
  statement:
    'g_t = σ(u_t − C·s_t) − σ(−u_t − C·s_t) is the code of the token t − 1 places back if that is a letter and every later token is one, the flag f if it is the last BOS or COPY, and exactly 0 for anything older. So query_i = (g_1 … g_n) is the n-gram that ends at i, key_i = (g_2 … g_{n+1}) the one that ended before a letter at i, and value_i the code of the token at i.',
  source: 'derived in docs/theory.md from the construction of Theorem 2.3 (arXiv 2402.01032): the MLP of block 1',
  expected: 'holds',
  methods: blockOneMethods(statement(undefined, true), statement()),
  controls: [
    control({
      name: 'open-gates',
      breaks: 'C = 0: no gate ever closes',
      method: onEveryContextRounded(statement(withBrokenGate), [float64()]),
    }),
    control({
      name: 'weak-gates',
      breaks: 'C = 1: letters are held back but the flag, which is 2, is not',
      method: onEveryContext(statement((construction) => withGateStrength(construction, 1))),
    }),
    control({
      name: 'window-off-by-one',
      breaks: 'the window of head n + 1 holds n + 2 positions',
      method: onEveryContextRounded(
        statement((construction) => withWindowOffByOne(construction)),
        [float64()],
      ),
    }),
  ],
});
