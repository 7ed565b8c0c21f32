/** The command lines of this folder's programs. */
import { parseArgs } from 'node:util';
import type { AdapterChoice } from '@verbatim/gpu';

const ADAPTERS = ['auto', 'hardware', 'software'] as const;

/** What a program was asked for. */
export interface GpuOptions {
  /** Where the results go; null for nowhere. */
  readonly json: string | null;
  readonly adapter: AdapterChoice;
  /** Names to keep; null for all. */
  readonly only: readonly string[] | null;
  /** Whether what runs is short, to try the program where there is no GPU. */
  readonly quick: boolean;
  /** Among how many processes the work is shared, where a program can share it. */
  readonly jobs: number;
}

const MOST_JOBS = 64;

/**
 * Reads arguments.
 *
 * @param names - what may be named.
 * @throws RangeError in one line: what is wrong, and what is accepted.
 */
export function readGpuOptions(args: readonly string[], names: readonly string[]): GpuOptions {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    const problem = (error as Error).message.split('.')[0];
    throw new RangeError(
      `${problem}; accepted are NAME…, --json FILE, --adapter ${ADAPTERS.join('|')}, --quick and --jobs N`,
    );
  }
  const { values, positionals } = parsed;
  const adapter = ADAPTERS.find((known) => known === values.adapter);
  if (adapter === undefined) {
    throw new RangeError(`--adapter ${values.adapter}: accepted are ${ADAPTERS.join(', ')}`);
  }
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`${unknown}: accepted are ${names.join(', ')}`);
  }
  if (values.json === '') {
    throw new RangeError('--json: accepted is the name of a file');
  }
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MOST_JOBS) {
    throw new RangeError(`--jobs ${values.jobs}: accepted is a whole number of processes, 1 to ${MOST_JOBS}`);
  }
  return {
    json: values.json ?? null,
    adapter,
    only: positionals.length === 0 ? null : positionals,
    quick: values.quick,
    jobs,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      adapter: { type: 'string', default: 'auto' },
      quick: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '1' },
    },
  });
}
