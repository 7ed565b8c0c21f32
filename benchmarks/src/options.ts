import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** The suites to run, in order. */
  readonly suites: readonly string[];
  /** Where the JSON goes; null for nowhere. */
  readonly json: string | null;
}

/**
 * Reads `[SUITE…] [--json FILE]`; without a suite all of them run.
 *
 * @throws RangeError or TypeError with one line that says what is wrong and what is accepted.
 */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  for (const name of positionals)
    if (!known.includes(name)) throw new RangeError(`suite ${name} is not known; accepted are ${known.join(', ')}`);
  return { suites: positionals.length > 0 ? positionals : known, json: values.json ?? null };
}
