import { Option } from 'commander';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

/**
 * An option that takes one of a few words, the same as commander's own `choices` but for how it refuses another.
 *
 * @param flags - such as `--mode <mode>`.
 */
export function choiceOption(flags: string, description: string, words: readonly string[]): Option {
  const [name] = flags.split(' ');
  return new Option(flags, description).choices(words).argParser((value: string) => {
    if (!words.includes(value)) throw new UsageError(`${name} ${quoted(value)}; accepted are ${words.join(', ')}`);
    return value;
  });
}
