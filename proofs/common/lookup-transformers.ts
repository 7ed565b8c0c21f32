/** The transformers of the claims about look-ups: their answers to queries, and their negative controls. */
import { type Control, control, type Effort, exact, type Method } from '@verbatim/evidence';
import {
  answerPrompt,
  exactRationals,
  float64,
  type LookupTransformer,
  type LookupTransformerOptions,
  Transformer,
} from '@verbatim/transformer';
import {
  answered,
  describeQuery,
  everyQuery,
  type KeyPlace,
  type LookupQuery,
  type LookupSize,
  longQueries,
  lookupSize,
  lookupSizes,
  lookupSizesInWords,
  madeOnce,
} from './lookup-queries.js';

/** How a transformer for a size is made. */
export type BuildLookupTransformer = (options: LookupTransformerOptions) => LookupTransformer;

/** Sizes of which all queries are put to a transformer in exact arithmetic, and of which some are in f64. */
interface TransformerDomain {
  readonly all: readonly LookupSize[];
  readonly long: readonly LookupSize[];
  readonly each: number;
}

const DOMAIN: Record<Effort, TransformerDomain> = {
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

/** The transformer with written-down weights answers every query of small sizes, and some of long strings. */
export function transformerAnswers(
  place: KeyPlace,
  build: BuildLookupTransformer,
  domain: (effort: Effort) => TransformerDomain = (effort) => DOMAIN[effort],
): Method {
  const weights = ({ alphabetSize, ngram, answerLength, length }: LookupSize) =>
    build({ alphabetSize, ngram, answerLength, maxLength: length }).weights;
  const inRationals = madeOnce((size) => new Transformer(weights(size), exactRationals()) as unknown as Transformer);
  const inDoubles = madeOnce((size) => new Transformer(weights(size), float64()) as unknown as Transformer);
  const MOST_EXACT = 12;
  const said = (query: LookupQuery) =>
    answerPrompt(
      (query.length <= MOST_EXACT ? inRationals : inDoubles)(query),
      query.example.prompt,
      query.answerLength,
    );
  return exact<LookupQuery>({
    name: 'transformer',
    domain: (effort) => {
      const { all, long, each } = domain(effort);
      return (
        `the transformer with written-down weights, each answer generated: every query of (D, n, k, L) = ${lookupSizesInWords(all)} in exact ` +
        `rational arithmetic${long.length === 0 ? '' : `, and ${each} random ones, always the same, of each of ${lookupSizesInWords(long)} in f64`}`
      );
    },
    *cases(effort) {
      const { all, long, each } = domain(effort);
      for (const size of all) yield* everyQuery(place, size);
      for (const size of long) yield* longQueries(place, size, each);
    },
    holds: (query) => answered(said, query).right,
    describe: describeQuery,
    explain: (query) => answered(said, query).words,
  });
}

/** Its softmax and the length of what it looks up made wrong. */
export function brokenLookups(place: KeyPlace, build: BuildLookupTransformer): Control[] {
  const softer: BuildLookupTransformer = (options) => build({ ...options, softmaxScale: 1 });
  const withoutTheAnswer: BuildLookupTransformer = (options) => {
    const { weights } = build({ ...options, answerLength: 1 });
    return { ...build(options), weights };
  };
  return [
    control({
      name: 'transformer-soft',
      breaks: 'the softmax of the look-up has B = 1',
      method: transformerAnswers(place, softer),
    }),
    control({
      name: 'transformer-n-letters',
      breaks: 'every letter of the answer is looked up by n letters, not by the key and all that has been said',
      method: transformerAnswers(place, withoutTheAnswer, () => ({ ...DOMAIN.quick, long: [] })),
    }),
  ];
}
