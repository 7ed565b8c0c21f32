import { claim, control, type Effort } from '@verbatim/evidence';
import { type Gssm, type SuffixLookupState, suffixLookupMachine } from '@verbatim/gssm';
import { suffixLookupTransformer } from '@verbatim/transformer';
import {
  type BuildLookup,
  type LookupSize,
  lookupSize,
  lookupSizes,
  machineAnswers,
} from '../../common/lookup-queries.js';
import { brokenLookups, transformerAnswers } from '../../common/lookup-transformers.js';
import { everyMachine } from './every-machine.js';
import { generalBound } from './general-bound.js';
import { phoneBooks } from './phone-books.js';
import { repeatFreeConflict, tablesCounted } from './tables-counted.js';

const build: BuildLookup = ({ alphabetSize, ngram, answerLength, length }) =>
  suffixLookupMachine(alphabetSize, ngram, answerLength, length);

const QUICK = [...lookupSizes(2, 1, 1, 4), ...lookupSizes(2, 2, 2, 6), ...lookupSizes(3, 2, 1, 4)];
const SIZES: Record<Effort, readonly LookupSize[]> = {
  quick: QUICK,
  standard: [...QUICK, ...lookupSizes(2, 3, 2, 10), ...lookupSizes(3, 2, 1, 7), ...lookupSizes(5, 1, 1, 4)],
  deep: [...QUICK, ...lookupSizes(2, 3, 2, 13), ...lookupSizes(3, 2, 2, 9), ...lookupSizes(5, 1, 1, 5)],
};

const CONTROL_SIZES = [lookupSize(2, 2, 1, 4)];

/** The first letter of the string is forgotten when the key comes. */
const forgetsTheFirst: BuildLookup = (size) => {
  const { alphabetSize, ngram, answerLength, length } = size;
  const machine = suffixLookupMachine(alphabetSize, ngram, answerLength, length);
  const broken: Gssm<SuffixLookupState> = {
    ...machine,
    update(state, token) {
      const next = machine.update(state, token);
      return next.phase === 'key' && next.key.length === 0 ? { ...next, letters: [0, ...next.letters.slice(1)] } : next;
    },
  };
  return broken;
};

/** Look-up with the key last takes nearly as much memory as copying. */
export const lookupSuffixKey = claim({
  id: 'lookup/suffix-key',
  statement:
    'For all D, n, k and L ≥ n + k, every generalised state space model that answers every look-up whose key of n letters comes after the string of L letters has ' +
    'at least R/D^n states, R being the number of strings without a repeated n-gram; if L² ≤ D^n that is at least (L − n)·log2 D − 1 bits. For phone books of N entries ' +
    'with V numbers it has at least V!/(V − N)! states. A transformer of two blocks answers every such look-up.',
  source: 'derived in docs/beyond.md',
  expected: 'holds',
  methods: [
    repeatFreeConflict(),
    tablesCounted(),
    generalBound(),
    everyMachine(),
    phoneBooks(),
    machineAnswers({ place: 'suffix', build, sizes: (effort) => SIZES[effort] }),
    transformerAnswers('suffix', suffixLookupTransformer),
  ],
  controls: [
    control({
      name: 'any-string',
      breaks: 'strings with repeats are claimed to be told apart too',
      method: repeatFreeConflict(() => true),
    }),
    control({
      name: 'one-state-fewer',
      breaks: 'one state fewer than the tables need is claimed to do',
      method: tablesCounted(1),
    }),
    control({
      name: 'shorter-keys',
      breaks: 'L ≤ D^n in place of L² ≤ D^n',
      method: generalBound((alphabetSize, ngram, length) => length <= alphabetSize ** ngram),
    }),
    control({
      name: 'one-state-more',
      breaks: 'one state more than is needed is claimed to be needed, on every tiny machine',
      method: everyMachine(1),
    }),
    control({
      name: 'any-numbers',
      breaks: 'V^N states are claimed to be needed for phone books, in which numbers differ',
      method: phoneBooks((numbers, entries) => numbers ** entries),
    }),
    control({
      name: 'forgets-the-first',
      breaks: 'the machine forgets the first letter of the string',
      method: machineAnswers({ place: 'suffix', build: forgetsTheFirst, sizes: () => CONTROL_SIZES }),
    }),
    ...brokenLookups('suffix', suffixLookupTransformer),
  ],
});
