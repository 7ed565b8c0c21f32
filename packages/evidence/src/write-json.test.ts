import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically, writeJsonAtomically } from './write-json.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-write-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('writeJsonAtomically', () => {
  it('replaces a file and leaves nothing else', async () => {
    const file = join(folder, 'a.json');
    await writeFile(file, 'old');
    await writeJsonAtomically(file, { a: [1, null] });
    expect(await readFile(file, 'utf8')).toBe('{\n  "a": [\n    1,\n    null\n  ]\n}\n');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('has an array of numbers in one line, and what else it writes in a line each', async () => {
    const value = { n: [1, -2.5e-7], nested: [[1, 2], [], [3]], text: ['[\n1,\n2]', '1,\n'], mixed: [null, [1, 2]] };
    const file = join(folder, 'a.json');
    await writeJsonAtomically(file, value);
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toMatchInlineSnapshot(`
      "{
        "n": [1, -2.5e-7],
        "nested": [[1, 2], [], [3]],
        "text": [
          "[\\n1,\\n2]",
          "1,\\n"
        ],
        "mixed": [
          null,
          [1, 2]
        ]
      }
      "
    `);
  });

  it('leaves no temporary file when the rename fails', async () => {
    await mkdir(join(folder, 'a.json'));
    await expect(writeJsonAtomically(join(folder, 'a.json'), 1)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});

describe('writeFileAtomically', () => {
  it('writes where links lead, and leaves the links', async () => {
    await mkdir(join(folder, 'b'));
    await symlink('b/there.json', join(folder, 'link.json'));
    await symlink('link.json', join(folder, 'to-link.json'));
    for (const text of ['first', 'second']) {
      await writeFileAtomically(join(folder, 'to-link.json'), text);
      expect(await readFile(join(folder, 'b/there.json'), 'utf8')).toBe(text);
      expect(await readlink(join(folder, 'to-link.json'))).toBe('link.json');
      expect(await readlink(join(folder, 'link.json'))).toBe('b/there.json');
    }
    expect(await readdir(join(folder, 'b'))).toEqual(['there.json']);
  });

  it('refuses links in a circle', async () => {
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    await expect(writeFileAtomically(join(folder, 'a'), '')).rejects.toThrow('ELOOP');
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });

  it('writes bytes as they are', async () => {
    const file = join(folder, 'a.bin');
    await writeFileAtomically(file, Uint8Array.of(0, 255, 10));
    expect([...(await readFile(file))]).toEqual([0, 255, 10]);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });
});
