/** Builds a checkout, and says in one line why it cannot be built. */
import { stripVTControlCharacters } from 'node:util';
import { UsageError } from '../usage-error.js';
import { ended } from './child.js';

/** A command and its arguments. */
export type Step = readonly [command: string, ...args: string[]];

/** A fresh checkout. The second step does the work where npm is set not to run scripts, and else finds all done. */
export const FRESH: readonly Step[] = [
  ['npm', 'ci', '--no-audit', '--no-fund'],
  ['npm', 'run', 'build'],
];

/** One that has been built before. */
export const AGAIN: readonly Step[] = [['npm', 'run', 'build']];

/** A background process of Nx would outlive the folder that it watches. */
const NO_DAEMON = { NX_DAEMON: 'false' };

/**
 * Builds.
 *
 * @param name - of the checkout, as messages have it.
 * @throws UsageError when a step fails; the reason of `signal` when it is aborted.
 */
export async function build(
  name: string,
  steps: readonly Step[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [command, ...args] of steps) {
    const refused = (complaint: string) =>
      new UsageError(`--against: ${name} cannot be built (${complaint}); accepted is one that builds`);
    const { code, stdout, stderr } = await ended(command, args, { cwd: folder, signal, env: NO_DAEMON }).catch(
      (error: Error) => {
        signal?.throwIfAborted();
        throw refused(error.message);
      },
    );
    signal?.throwIfAborted();
    if (code !== 0) throw refused(complaintIn(`${stdout}\n${stderr}`));
  }
}

/** Lines with which npm says where the error was, not what. */
const CIRCUMSTANCE =
  /^npm error ?($|code |errno |syscall |path |command |location |workspace |Lifecycle |A complete log )/;

/** The first line that tells of an error, or the last of all. */
export function complaintIn(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /\berror\b/i.test(line) && !CIRCUMSTANCE.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
