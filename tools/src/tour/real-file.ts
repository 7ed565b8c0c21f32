import { readFile } from 'node:fs/promises';

/** The file to copy must have this many bytes: a string that is too short would show nothing. */
export const LEAST_BYTES = 8192;

/**
 * Reads the file that the tour copies.
 *
 * @throws RangeError when the file has fewer than `LEAST_BYTES` bytes, and what `readFile` throws when it cannot be read.
 */
export async function realFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (bytes.length < LEAST_BYTES)
    throw new RangeError(`${path} has ${bytes.length} bytes; a file of ${LEAST_BYTES} or more is needed`);
  return bytes;
}
