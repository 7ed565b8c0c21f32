import { isDeepStrictEqual } from 'node:util';
import type { Json } from './json.js';

type Header = { readonly [field: string]: Json };

/** The fields in which two headers differ, in words: `seed 2, not 1`. Empty when they are equal. */
export function headerDifferences(found: Header, wanted: Header): string {
  const fields = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  return fields
    .filter((field) => !isDeepStrictEqual(found[field], wanted[field]))
    .map(
      (field) =>
        `${field} ${JSON.stringify(found[field]) ?? 'absent'}, not ${JSON.stringify(wanted[field]) ?? 'absent'}`,
    )
    .join('; ');
}
