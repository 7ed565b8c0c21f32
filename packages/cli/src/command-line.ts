/** A command line that a shell takes apart into the same arguments again: results carry it as `run.command`. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** One argument, quoted for a POSIX shell when it has to be. */
function shellWord(argument: string): string {
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** `npx verbatim` and these arguments. */
export function commandLine(args: readonly string[]): string {
  return ['npx verbatim', ...args.map(shellWord)].join(' ');
}
