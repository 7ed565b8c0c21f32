import { open, readlink, realpath, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * The file that a name stands for: itself, or where a symbolic link leads, whether there is a file or not.
 *
 * @throws Error when links lead in a circle, or through a folder that may not be searched.
 */
export async function linkedFile(file: string): Promise<string> {
  const target = await readlink(file).catch(() => undefined);
  if (target === undefined) return file;
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return linkedFile(resolve(dirname(file), target));
  }
}

/**
 * Writes a file so that it is at every moment either what it was or all of the new content: to a temporary file beside
 * it, flushed to the disk, then renamed. A symbolic link stays, and the file that it leads to is written.
 *
 * @throws Error when the folder does not exist or cannot be written; nothing is left behind.
 */
export async function writeFileAtomically(name: string, content: string | Uint8Array): Promise<void> {
  const file = await linkedFile(name);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes `value` as indented JSON, in one step as {@link writeFileAtomically} does. An array of numbers takes one line, and so does
 * an array of such arrays: samples by the thousand would otherwise be mostly indentation.
 *
 * @throws Error when the folder does not exist or cannot be written; nothing is left behind.
 */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  await writeFileAtomically(file, `${numbersInLines(JSON.stringify(value, null, 2))}\n`);
}

/** No string is touched: in JSON none has a line break in it. */
function numbersInLines(indented: string): string {
  const joined = (array: string) => array.replace(/,\n\s*/g, ', ').replace(/\n\s*/g, '');
  return indented.replace(/\[\n[-+.\deE,\s]+\]/g, joined).replace(/\[\n(?:\s*\[[-+.\deE, ]*\],?)+\s*\]/g, joined);
}
