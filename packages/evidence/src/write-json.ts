import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes `value` as indented JSON so that `file` is at every moment either what it was or all of the new text: to a
 * temporary file beside it, flushed to the disk, then renamed.
 *
 * @throws Error when the folder does not exist or cannot be written; nothing is left behind.
 */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
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
