/** Suffix-key look-up, `$x|ga.`: the key comes after the string, so that all of it must be remembered. */

import { type Lookup, lookup } from './lookup.js';

// (L + n + 2)
const suffix = lookup('suffix-lookup', ({ x, key }, { bos, copy }) => [bos, ...x, copy, ...key]);

/** The suffix-key look-up of the n-gram at a position of x; see {@link Lookup.example}. */
export const suffixLookupExample: Lookup['example'] = suffix.example;

/** The suffix-key look-up task; see {@link Lookup.task}. */
export const suffixLookupTask: Lookup['task'] = suffix.task;
