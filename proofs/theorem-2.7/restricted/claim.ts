import { claim, control } from '@verbatim/evidence';
import { everyFamily, type FamilyStatement } from './every-family.js';
import { UPDATE_FAMILIES } from './update-families.js';

const { any, permutation, affine, oneMatrix, monotone } = UPDATE_FAMILIES;

/** Families in which the best machine copies as many strings as it has states, in every size searched. */
const LOSSLESS = ['any', 'permutation', 'affine'];

const asClaimed: FamilyStatement = (family, copied, states) =>
  LOSSLESS.includes(family) ? copied === states : copied <= states;

const lossless: FamilyStatement = (_, copied, states) => copied === states;

/** What restricted families lose. */
export const theorem27Restricted = claim({
  id: 'theorem-2.7/restricted',
  statement:
    'In every size searched, |S| ≤ D^L, some machine in which every token permutes the states copies |S| strings, and so does one whose tokens have affine maps over a prime ' +
    'field: they lose nothing. With one matrix for all tokens, or with monotone maps of ordered states, the best machine copies fewer in some sizes.',
  source: 'derived in docs/beyond.md, for the sizes in the evidence',
  expected: 'holds',
  methods: [everyFamily(asClaimed, ['one-matrix', 'monotone'])],
  controls: [
    control({
      name: 'one-matrix-lossless',
      breaks: 'one matrix for all tokens is claimed to lose nothing',
      method: everyFamily(lossless, [], [oneMatrix]),
    }),
    control({
      name: 'monotone-lossless',
      breaks: 'monotone maps are claimed to lose nothing',
      method: everyFamily(lossless, [], [monotone]),
    }),
    control({
      name: 'permutation-loses',
      breaks: 'permutations are claimed to lose something',
      method: everyFamily(asClaimed, ['permutation'], [permutation]),
    }),
    control({
      name: 'affine-loses',
      breaks: 'affine maps are claimed to lose something',
      method: everyFamily(asClaimed, ['affine'], [affine]),
    }),
    control({
      name: 'one-string-fewer',
      breaks: 'the best machine of all is claimed to copy at most |S| − 1 strings',
      method: everyFamily((_, copied, states) => copied < states, [], [any]),
    }),
  ],
});
