import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file so that it is at every moment either what it was or all of the new content: to a temporary file beside
 * it, flushed to the disk, then renamed.
 *
 * @throws Error when the folder does not exist or cannot be written; nothing is left behind.
 */
export async function writeFileAtomically(file: string, content: string | Uint8Array): Promise<void> {
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
 * Writes `value` as indented JSON, in one step as {@link writeFileAtomically} does.
 *
 * @throws Error when the folder does not exist or cannot be written; nothing is left behind.
 */
export async function writeJsonAtomically(file: string, value: unknown): Promise<void> {
  await writeFileAtomically(file, `${JSON.stringify(value, null, 2)}\n`);
}
