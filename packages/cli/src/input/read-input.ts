import { open } from 'node:fs/promises';
import { grouped } from '../output/big-numbers.js';
import { quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const CHUNK = 2 ** 16;

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder; accepted is a file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  ENAMETOOLONG: 'the name is too long for a file',
};

/** What is wrong with a file, in words. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

/**
 * Reads a whole file, or a pipe to its end.
 *
 * @param option - named in messages, such as `--file`.
 * @param most - bytes; no more than that is ever read, so that an endless device is refused too.
 * @throws UsageError when it cannot be read or has more bytes.
 */
export async function readInput(option: string, path: string, most: number): Promise<Uint8Array> {
  const place = `${option} ${quoted(path)}`;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const handle = await open(path, 'r');
    try {
      for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK, autoClose: false })) {
        chunks.push(chunk as Uint8Array);
        size += (chunk as Uint8Array).length;
        if (size > most) throw new UsageError(`${place}: more than ${grouped(most)} bytes, the most that is accepted`);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${place}: ${fileProblem(error)}`);
  }
  return Buffer.concat(chunks, size);
}
