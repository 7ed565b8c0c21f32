/** Prefix-key look-up, `$g|x|a.`: the key is known before the string is read, so little need be remembered of it. */

import { type Lookup, lookup } from './lookup.js';

// (n + L + 3)
const prefix = lookup('prefix-lookup', ({ x, key }, { bos, copy }) => [bos, ...key, copy, ...x, copy]);

/** The prefix-key look-up of the n-gram at a position of x; see {@link Lookup.example}. */
export const prefixLookupExample: Lookup['example'] = prefix.example;

/** The prefix-key look-up task; see {@link Lookup.task}. */
export const prefixLookupTask: Lookup['task'] = prefix.task;
