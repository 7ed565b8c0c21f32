import type { Shard } from '@verbatim/evidence';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const MOST_SHARDS = 65_536;
const FORM = /^([1-9][0-9]{0,4})\/([1-9][0-9]{0,4})$/;

/**
 * Reads `i/N`.
 *
 * @throws UsageError for anything else.
 */
export function shardOption(text: string): Shard {
  const [, index, count] = (FORM.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index > count || count > MOST_SHARDS)
    throw new UsageError(`--shard ${quoted(text)}: accepted is i/N with 1 <= i <= N <= 65,536, such as 2/3`);
  return { index, count };
}
