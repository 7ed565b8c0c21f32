/** Where `--json` writes: standard output, or a file that is replaced in one step. */
import { open, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeJsonAtomically } from '@verbatim/evidence';
import { type Context, print } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { UsageError } from '../usage-error.js';
import { quoted } from './one-line.js';

/** Where a result goes. */
export interface JsonTarget {
  /** The file, or null for standard output. */
  readonly file: string | null;
  write(result: unknown): Promise<void>;
}

/**
 * What `--json` asks for, or undefined when it is not given. A file is tried at once, before any work is done for it.
 *
 * @param inputs - the files that are read, none of which may be overwritten.
 * @throws UsageError when the file could not be written.
 */
export async function jsonTarget(
  context: Context,
  value: string | undefined,
  inputs: readonly (string | undefined)[] = [],
): Promise<JsonTarget | undefined> {
  if (value === undefined) return undefined;
  if (value === '-') return { file: null, write: (result) => print(context, `${JSON.stringify(result, null, 2)}\n`) };
  await assertReplaceable('--json', value, inputs);
  return { file: value, write: (result) => writeJsonAtomically(value, result) };
}

/**
 * Checks that a file can be made, or replaced, by writing beside it and renaming.
 *
 * @throws UsageError when there is no such folder, it cannot be written, the file is one of the inputs, or there is
 * something of that name that is no plain file, such as a folder or a device.
 */
export async function assertReplaceable(
  option: string,
  file: string,
  inputs: readonly (string | undefined)[],
): Promise<void> {
  const place = `${option} ${quoted(file)}`;
  if (file === '') throw new UsageError(`${place}: accepted is the name of a file`);
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(file)))
    throw new UsageError(`${place}: this file is read by the same command; accepted is another name`);
  const existing = await stat(file).catch(() => undefined);
  if (existing && !existing.isFile())
    throw new UsageError(`${place}: there is a folder or device of this name; accepted is a plain file`);
  const probe = `${file}.${process.pid}.tmp`;
  try {
    await (await open(probe, 'wx')).close();
    await rm(probe);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const problem =
      code === 'ENOENT'
        ? 'there is no such folder'
        : code === 'EACCES'
          ? 'the folder may not be written'
          : fileProblem(error);
    throw new UsageError(`${place}: ${problem}`);
  }
}
