import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/**
 * Reads a list of words between commas; null where the option is not given.
 *
 * @throws UsageError for a word that is not accepted.
 */
export function choices<T extends string>(option: string, text: string | undefined, words: readonly T[]): T[] | null {
  if (text === undefined) return null;
  return text.split(',').map((word) => {
    const known = words.find((candidate) => candidate === word);
    if (known === undefined) {
      throw new UsageError(
        `${option} ${quoted(word)}; accepted are ${words.join(', ')}, one or several between commas`,
      );
    }
    return known;
  });
}
