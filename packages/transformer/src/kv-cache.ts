/**
 * The input-dependent memory of the construction (Remark 2.9): what its KV cache holds, written out and counted.
 *
 * In exact arithmetic every cached key, value and window entry is one of −1, 0, 1, 2, so two bits hold it. A head with
 * window m reads at most its last m − 1 rows again, so older rows of such a cache are not written.
 */
import type { CachedRows, Transformer } from './transformer.js';

const SYMBOLS = [-1, 0, 1, 2];

/** The serialised cache. */
export interface SerialisedCache {
  readonly bytes: Uint8Array;
  /** Two for each number; the last byte may be part filled. */
  readonly bits: number;
}

/**
 * Serialises the rows of the KV cache that later steps can still read.
 *
 * @throws RangeError when a cached number is not −1, 0, 1 or 2: the cache of a rounding number system, say.
 */
export function serialiseKvCache(model: Transformer): SerialisedCache {
  const symbols: number[] = [];
  for (const rows of model.cache())
    for (let position = firstLive(rows); position < rows.length; position++)
      for (const value of rows.row(position)) {
        const symbol = SYMBOLS.indexOf(value);
        if (symbol < 0) throw new RangeError(`the cache holds ${value}; only −1, 0, 1 and 2 are written in two bits`);
        symbols.push(symbol);
      }
  const bytes = new Uint8Array(Math.ceil(symbols.length / 4));
  symbols.forEach((symbol, i) => {
    bytes[i >> 2] = bytes[i >> 2] | (symbol << (2 * (i & 3)));
  });
  return { bytes, bits: 2 * symbols.length };
}

/** Reads back the rows that `serialiseKvCache` wrote, given a model whose cache has the same shape. */
export function deserialiseKvCache({ bytes }: SerialisedCache, model: Transformer): number[][][] {
  let next = 0;
  return model.cache().map((rows) =>
    Array.from({ length: rows.length - firstLive(rows) }, () =>
      Array.from({ length: rows.width }, () => {
        const symbol = (bytes[next >> 2] >> (2 * (next & 3))) & 3;
        next++;
        return SYMBOLS[symbol];
      }),
    ),
  );
}

/** The oldest position that a later step can still read. */
export function firstLive({ window, length }: Pick<CachedRows, 'window' | 'length'>): number {
  return Math.max(0, length - window + 1);
}
