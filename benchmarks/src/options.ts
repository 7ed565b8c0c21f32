import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** The suites to run, in order. */
  readonly suites: readonly string[];
  /** Where the JSON goes; null for nowhere. */
  readonly json: string | null;
  /** Whether to say how the command is used, and nothing else. */
  readonly help: boolean;
}

/** How the command is used. */
export function usage(known: readonly string[]): string {
  return [
    'npm run bench:cpu -- [SUITE…] [--json FILE]',
    `  SUITE        ${known.join(', ')}; all of them without one`,
    '  --json FILE  write the numbers there',
    '  --help       say this',
  ].join('\n');
}

/**
 * Reads `[SUITE…] [--json FILE] [--help]`; without a suite all of them run.
 *
 * @throws RangeError with one line that says what is wrong and what is accepted.
 */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parsed(args);
  for (const name of positionals)
    if (!known.includes(name)) throw new RangeError(`suite ${name} is not known; accepted are ${known.join(', ')}`);
  const { json = null, help = false } = values;
  return { suites: positionals.length > 0 ? positionals : known, json, help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    // The first sentence says what is wrong, the rest how to pass a file name that looks like an option.
    const [problem] = (error as Error).message.split(/[.\n]/);
    throw new RangeError(`${problem}; accepted are --json FILE and --help`);
  }
}
