import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEAST_BYTES, realFile } from './real-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verbatim-tour-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the file to copy', () => {
  test('is read when it is long enough', async () => {
    const path = join(folder, 'long.txt');
    await writeFile(path, 'é'.repeat(LEAST_BYTES / 2));
    expect((await realFile(path)).length).toBe(LEAST_BYTES);
  });

  test('is refused in one line when it is too short', async () => {
    const path = join(folder, 'short.txt');
    await writeFile(path, 'x'.repeat(LEAST_BYTES - 1));
    await expect(realFile(path)).rejects.toThrow(`${path} has 8191 bytes; a file of 8192 or more is needed`);
  });
});
