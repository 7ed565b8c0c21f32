/** Random queries of long strings. */
import { drawsForLimit, type Effort, type Method, sampled } from '@verbatim/evidence';
import { generateAnswer } from '@verbatim/gssm';
import { prefixLookupTask, randomSource } from '@verbatim/tasks';
import * as fc from 'fast-check';
import { type BuildLookup, describeQuery, type LookupQuery, lookupSize } from '../../common/lookup-queries.js';

const LIMIT: Record<Effort, number> = { quick: 0.01, standard: 0.001, deep: 0.0001 };
const LONGEST = 300;

/** n is such that most n-grams of 300 letters occur once. */
const drawn: fc.Arbitrary<LookupQuery> = fc
  .record({
    kind: fc.constantFrom([2, 12], [3, 8], [4, 6], [26, 3]),
    answerLength: fc.integer({ min: 1, max: 5 }),
    length: fc.integer({ min: 40, max: LONGEST }),
    seed: fc.nat(),
  })
  .map(({ kind: [alphabetSize, ngram], answerLength, length, seed }) => {
    const size = lookupSize(alphabetSize!, ngram!, answerLength, length);
    const task = prefixLookupTask({ ...size, minLength: length, maxLength: length });
    return { ...size, example: task.sample(randomSource(seed, 'long-strings')) };
  });

/** The machine answers random queries whose strings are far longer than its state. */
export function longStrings(build: BuildLookup): Method {
  const said = (query: LookupQuery) => generateAnswer(build(query), query.example.prompt, query.answerLength);
  const right = (query: LookupQuery) => said(query).every((letter, i) => letter === query.example.answer[i]);
  return {
    method: 'sampled',
    name: 'long-strings',
    run(context) {
      const limit = LIMIT[context.effort];
      return sampled<LookupQuery>({
        name: 'long-strings',
        domain:
          `(D, n) uniform over (2, 12), (3, 8), (4, 6), (26, 3), k from 1 to 5, L from 40 to ${LONGEST}; uniform strings with a key that occurs once, and ` +
          `uniform such keys; the machine says the k letters after the key; at most ${limit} of the queries may fail`,
        draws: () => drawsForLimit(limit),
        arbitrary: () => drawn,
        holds: right,
        describe: describeQuery,
        explain: (query) => `It says ${said(query).join(' ')}, and the answer is ${query.example.answer.join(' ')}.`,
        limit,
      }).run(context);
    },
  };
}
