/** Where `--json` writes: standard output, or a file that is replaced in one step. */
import { access, constants, open, realpath, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { linkedFile, writeJsonAtomically } from '@verbatim/evidence';
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
 * Checks that a file can be made, or replaced, by writing beside it and renaming. Where the name is a symbolic link, it
 * is the file that the link leads to.
 *
 * @throws UsageError when there is no such folder, it cannot be written, the file is one of the inputs or may not be
 * written, or there is something of that name that is no plain file, such as a folder or a device.
 */
export async function assertReplaceable(
  option: string,
  file: string,
  inputs: readonly (string | undefined)[],
): Promise<void> {
  const place = `${option} ${quoted(file)}`;
  if (file === '') throw new UsageError(`${place}: accepted is the name of a file`);
  const wanted = await sameFileName(file);
  for (const input of inputs)
    if (input !== undefined && (await sameFileName(input)) === wanted)
      throw new UsageError(`${place}: this file is read by the same command; accepted is another name`);
  try {
    await probe(await linkedFile(file));
  } catch (error) {
    throw new UsageError(`${place}: ${error instanceof UsageError ? error.message : writingProblem(error)}`);
  }
}

/** A name that two names of one file share: absolute and without links, where there is a file. */
async function sameFileName(file: string): Promise<string> {
  return await realpath(file).catch(() => resolve(file));
}

async function probe(file: string): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing && !existing.isFile())
    throw new UsageError('there is a folder or device of this name; accepted is a plain file');
  if (existing) {
    // Its folder may be writable all the same, and then it could be replaced against the will of its owner.
    await access(file, constants.W_OK).catch(() => {
      throw new UsageError('the file may not be written; accepted is a new file, or one that may be written');
    });
  } else if (!(await stat(dirname(file)).catch(() => undefined))?.isDirectory())
    throw new UsageError('there is no such folder; accepted is a file in a folder that exists');
  const temporary = `${file}.${process.pid}.tmp`;
  await (await open(temporary, 'wx')).close();
  await rm(temporary);
}

function writingProblem(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const problem =
    code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
      ? 'the folder may not be written'
      : // Such as /proc, which makes its files itself.
        code === 'ENOENT'
        ? 'no file can be made in this folder'
        : fileProblem(error);
  return `${problem}; accepted is a file in a folder that may be written`;
}
