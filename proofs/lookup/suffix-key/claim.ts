import { claim, control, type Effort } from '@verbatim/evidence';
import { type Gssm, type SuffixLookupState, suffixLookupMachine } from '@verbatim/gssm';
import { suffixLookupTransformer } from '@verbatim/transformer';
import {
  type BuildLookup,
  type BuildLookupTransformer,
  type LookupSize,
  lookupSize,
  lookupSizes,
  machineAnswers,
  type TransformerDomain,
  transformerAnswers,
} from '../../common/lookup-queries.js';
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

const TRANSFORMERS: Record<Effort, TransformerDomain> = {
  quick: {
    all: [lookupSize(2, 1, 2, 4), lookupSize(2, 2, 2, 5), lookupSize(3, 1, 1, 3)],
    long: [lookupSize(2, 8, 3, 100)],
    each: 2,
  },
  standard: {
    all: [
      ...lookupSizes(2, 1, 2, 6),
      ...lookupSizes(2, 2, 2, 7),
      ...lookupSizes(2, 2, 3, 7),
      ...lookupSizes(3, 2, 2, 5),
      ...lookupSizes(5, 1, 1, 4),
    ],
    long: [lookupSize(2, 10, 4, 300), lookupSize(26, 3, 5, 300)],
    each: 10,
  },
  deep: {
    all: [
      ...lookupSizes(2, 1, 2, 8),
      ...lookupSizes(2, 2, 2, 10),
      ...lookupSizes(2, 3, 3, 10),
      ...lookupSizes(3, 2, 2, 7),
      ...lookupSizes(5, 1, 2, 5),
    ],
    long: [lookupSize(2, 12, 4, 1000), lookupSize(26, 4, 5, 1000), lookupSize(7, 5, 6, 1000)],
    each: 20,
  },
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

const softerMaximum: BuildLookupTransformer = (options) => suffixLookupTransformer({ ...options, softmaxScale: 1 });

/** Looks up n letters however many have been said. */
const withoutTheAnswer: BuildLookupTransformer = (options) => {
  const { weights } = suffixLookupTransformer({ ...options, answerLength: 1 });
  return { ...suffixLookupTransformer(options), weights };
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
    transformerAnswers('suffix', suffixLookupTransformer, (effort) => TRANSFORMERS[effort]),
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
    control({
      name: 'transformer-soft',
      breaks: 'the softmax of the look-up has B = 1',
      method: transformerAnswers('suffix', softerMaximum, (effort) => TRANSFORMERS[effort]),
    }),
    control({
      name: 'transformer-n-letters',
      breaks: 'every letter of the answer is looked up by n letters, not by the key and all that has been said',
      method: transformerAnswers('suffix', withoutTheAnswer, () => ({ ...TRANSFORMERS.quick, long: [] })),
    }),
  ],
});
