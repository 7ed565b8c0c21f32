/** What the KV cache of block 2 holds after a string has been generated. */
import type { Letters } from '@verbatim/tasks';
import { type CopyingTransformer, type CopyRunner, generateCopy } from '@verbatim/transformer';

/** The keys and values that block 2 can look up, by position: BOS, x, COPY and the generated tokens that were read. */
export interface GeneratedCache {
  readonly construction: CopyingTransformer;
  readonly letters: readonly number[];
  /** What was generated; the last token has not been read. The stop variant is given a token more, to stop with. */
  readonly output: readonly number[];
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** Generates the answer to a string, greedily, and reads the cache. Vectors come as text, to be compared. */
export function generatedCache(runner: CopyRunner, letters: Letters): GeneratedCache {
  const { construction, model } = runner;
  const tokens = letters.length + (construction.stop ? 1 : 0);
  const output = generateCopy(runner, letters, { tokens });
  const [keys, values] = model
    .cache()
    .filter(({ block }) => block === 1)
    .map((rows) => Array.from({ length: rows.length }, (_, position) => rows.row(position).join(' ')));
  return { construction, letters: Array.from(letters), output: Array.from(output), keys: keys!, values: values! };
}

/** The first disagreement, in words; undefined when the statement holds. */
export function disagreement({ letters, keys, values }: GeneratedCache): string | undefined {
  const firstGenerated = letters.length + 2;
  for (let generated = firstGenerated; generated < keys.length; generated++) {
    const original = generated - firstGenerated + 1;
    if (keys[generated] !== keys[original]) {
      return `the key at generated position ${generated} is (${keys[generated]}), the one at position ${original} is (${keys[original]}).`;
    }
    if (values[generated] !== values[original]) {
      return `the value at generated position ${generated} is (${values[generated]}), the one at position ${original} is (${values[original]}).`;
    }
  }
  const firstWithKey = new Map<string, number>();
  for (const [position, key] of keys.entries()) {
    // The empty key of a token that starts a string is asked for by no query.
    if (/[1-9]/.test(key)) {
      const earlier = firstWithKey.get(key);
      if (earlier !== undefined && values[earlier] !== values[position]) {
        return `positions ${earlier} and ${position} have the key (${key}) and the values (${values[earlier]}) and (${values[position]}).`;
      }
      firstWithKey.set(key, position);
    }
  }
  return undefined;
}

const describeCache = ({ construction, letters, output }: GeneratedCache) => ({
  alphabetSize: construction.alphabetSize,
  ngram: construction.ngram,
  stop: construction.stop,
  letters: [...letters],
  output: [...output],
});

/** How a method looks at caches. */
export const cacheComparison = {
  holds: (cache: GeneratedCache) => disagreement(cache) === undefined,
  describe: describeCache,
  explain: (cache: GeneratedCache) => disagreement(cache)!,
};
