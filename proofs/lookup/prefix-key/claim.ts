import { claim, control, type Effort } from '@verbatim/evidence';
import { type Gssm, type PrefixLookupState, prefixLookupMachine } from '@verbatim/gssm';
import { prefixLookupExample, stringsOf, vocabulary } from '@verbatim/tasks';
import { prefixLookupTransformer } from '@verbatim/transformer';
import {
  type BuildLookup,
  type LookupQuery,
  type LookupSize,
  lookupSize,
  lookupSizes,
  machineAnswers,
} from '../../common/lookup-queries.js';
import { brokenLookups, transformerAnswers } from '../../common/lookup-transformers.js';
import { longStrings } from './long-strings.js';
import { stateBound, statesCounted } from './state-count.js';

const build: BuildLookup = ({ alphabetSize, ngram, answerLength }) =>
  prefixLookupMachine(alphabetSize, ngram, answerLength);

const QUICK = [
  ...lookupSizes(2, 1, 1, 5),
  ...lookupSizes(2, 2, 2, 7),
  ...lookupSizes(3, 2, 1, 5),
  ...lookupSizes(5, 1, 1, 3),
];
const SIZES: Record<Effort, readonly LookupSize[]> = {
  quick: QUICK,
  standard: [
    ...QUICK,
    ...lookupSizes(2, 3, 2, 12),
    ...lookupSizes(2, 4, 1, 12),
    ...lookupSizes(3, 2, 2, 8),
    ...lookupSizes(4, 2, 1, 6),
  ],
  deep: [
    ...QUICK,
    ...lookupSizes(2, 3, 2, 15),
    ...lookupSizes(2, 5, 3, 15),
    ...lookupSizes(3, 3, 2, 10),
    ...lookupSizes(5, 2, 1, 7),
  ],
};

const CONTROL_SIZES = [lookupSize(2, 2, 1, 5), lookupSize(2, 3, 1, 6)];

/** After a mismatch the search begins anew with the next letter: an occurrence that overlaps it is missed. */
const withoutFallback: BuildLookup = (size) => {
  const machine = prefixLookupMachine(size.alphabetSize, size.ngram, size.answerLength);
  const broken: Gssm<PrefixLookupState> = {
    ...machine,
    update(state, token) {
      if (state.phase !== 'search' || token >= size.alphabetSize || state.letters[state.matched] === token) {
        return machine.update(state, token);
      }
      return { ...state, matched: 0 };
    },
  };
  return broken;
};

/** Only the first n − 1 letters of the key are kept. */
const shorterKey: BuildLookup = ({ alphabetSize, ngram, answerLength }) =>
  prefixLookupMachine(alphabetSize, Math.max(ngram - 1, 1), answerLength);

/** How much of the key is matched is neither declared nor written. */
const hidingTheMatch: BuildLookup = (size) => {
  const machine = prefixLookupMachine(size.alphabetSize, size.ngram, size.answerLength);
  return {
    ...machine,
    encode: (state: PrefixLookupState) => machine.encode(state.phase === 'search' ? { ...state, matched: 0 } : state),
  };
};

/** Keys wherever they stand, also where the same n-gram stands elsewhere. */
function* anyKey(size: LookupSize): Generator<LookupQuery> {
  const { alphabetSize, ngram, answerLength, length } = size;
  const tokens = vocabulary(alphabetSize);
  // A string with a key that occurs once has the tokens of every prompt in the right places.
  const filler = Array.from({ length }, (_, i) => (i === 0 ? 1 : 0));
  const { prompt } = prefixLookupExample(filler, 0, ngram, answerLength, tokens);
  for (const x of stringsOf(alphabetSize, length)) {
    for (let at = 0; at + ngram + answerLength <= length; at++) {
      const asked = Uint32Array.from(prompt);
      asked.set(x.subarray(at, at + ngram), 1);
      asked.set(x, ngram + 2);
      const answer = x.slice(at + ngram, at + ngram + answerLength);
      yield { ...size, example: { task: 'prefix-lookup', vocabulary: tokens, length, prompt: asked, answer } };
    }
  }
}

/** Look-up with the key first takes little memory. */
export const lookupPrefixKey = claim({
  id: 'lookup/prefix-key',
  statement:
    'For all D, n and k some generalised state space model with fewer than (n + 5)·D^max(n, k) states, that is max(n, k)·log2 D + log2(n + 5) bits, answers ' +
    'every look-up whose key of n letters comes before the string with the k letters that follow it, for strings of every length; a transformer of ' +
    'three blocks does so too.',
  source: 'derived in docs/beyond.md',
  expected: 'holds',
  methods: [
    machineAnswers({ place: 'prefix', build, sizes: (effort) => SIZES[effort] }),
    statesCounted(build),
    stateBound,
    longStrings(build),
    transformerAnswers('prefix', prefixLookupTransformer),
  ],
  controls: [
    control({
      name: 'no-fallback',
      breaks: 'after a letter that does not match, the search forgets what could be the beginning of the key',
      method: machineAnswers({ place: 'prefix', build: withoutFallback, sizes: () => CONTROL_SIZES }),
    }),
    control({
      name: 'shorter-key',
      breaks: 'only n − 1 letters of the key are kept',
      method: machineAnswers({ place: 'prefix', build: shorterKey, sizes: () => CONTROL_SIZES }),
    }),
    control({
      name: 'any-key',
      breaks: 'keys that occur more than once are asked for, where each occurrence has its own answer',
      method: machineAnswers({ place: 'prefix', build, sizes: () => CONTROL_SIZES, queries: anyKey }),
    }),
    control({
      name: 'hidden-match',
      breaks: 'how many letters of the key are matched is not written into the state',
      method: statesCounted(hidingTheMatch),
    }),
    control({
      name: 'long-shorter-key',
      breaks: 'only n − 1 letters of the key are kept, in long strings',
      method: longStrings(shorterKey),
    }),
    ...brokenLookups('prefix', prefixLookupTransformer),
  ],
});
