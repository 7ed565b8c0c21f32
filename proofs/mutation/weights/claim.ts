/** mutation/weights: a mistake in a weight of T(n) does not go unseen. */
import { claim, control } from '@verbatim/evidence';
import { sparseMatrix } from '@verbatim/transformer';
import { withBrokenGate, withMatrix } from '../../common/broken-weights.js';
import { everyLogit, everyMutant } from './every-mutant.js';

/** mutation/weights. */
export const mutationWeights = claim({
  id: 'mutation/weights',
  statement:
    'The logits of T(n) are exactly those of the n-gram look-up, and a mutant of its weights (a matrix or row negated or doubled, a row ' +
    'dropped, a window one off) breaks the exact law, or gives another logit, or is of one of two kinds that change no logit of any string.',
  source: 'derived in docs/theory.md, section 3, from the construction of arXiv 2402.01032, Theorem 2.3',
  expected: 'holds',
  methods: [everyLogit(), everyMutant()],
  controls: [
    control({
      name: 'no-logit-for-specials',
      breaks: 'the rows of W_v that carry BOS and COPY are dropped: every string is still copied',
      method: everyLogit((c) => {
        const letters = c.layout.slotWidth - 1;
        const { rows, columns } = c.weights.blocks[1]!.heads[0]!.value;
        const kept = Array.from({ length: letters }, (_, axis) => [axis, c.layout.value + axis, 1] as const);
        return withMatrix(c, 'blocks.1.heads.0.value', sparseMatrix(rows, columns, kept));
      }),
    }),
    control({
      name: 'strings-alone',
      breaks: 'mutants are told apart by the strings of up to six letters that they copy, not by logits',
      method: everyMutant({ logits: false, longest: 6 }),
    }),
    control({
      name: 'one-letter',
      breaks: 'only strings of one letter are looked at',
      method: everyMutant({ longest: 1 }),
    }),
    control({
      name: 'broken-original',
      breaks: 'the weights that are mutated have C = 0',
      method: everyMutant({ change: withBrokenGate }),
    }),
  ],
});
