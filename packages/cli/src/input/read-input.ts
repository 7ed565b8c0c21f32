import { open } from 'node:fs/promises';
import { grouped } from '../output/big-numbers.js';
import { UsageError } from '../usage-error.js';

const CHUNK = 2 ** 16;

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  ELOOP: 'its links lead in a circle',
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
 * @param place - what the user gave, as messages name it: an option with its value.
 * @param most - bytes; no more than that is ever read, so that an endless device is refused too.
 * @param wanted - what is accepted there, in words.
 * @throws UsageError when it cannot be read or has more bytes.
 */
export async function readInput(place: string, path: string, most: number, wanted: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const handle = await open(path, 'r');
    try {
      for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK, autoClose: false })) {
        chunks.push(chunk as Uint8Array);
        size += (chunk as Uint8Array).length;
        if (size > most)
          throw new UsageError(`${place}: more than ${grouped(most)} bytes; accepted are at most as many`);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${place}: ${fileProblem(error)}; accepted is ${wanted}`);
  }
  return Buffer.concat(chunks, size);
}
