import { readFile } from 'node:fs/promises';
import { type Device, openDawn } from '@verbatim/gpu';
import { conflictingRepeat } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { constructionPoints } from './construction-points.js';
import { copyFault, measureCopy } from './measure-copy.js';

const text = await readFile(new URL('../../../docs/theory.md', import.meta.url));

describe('the strings', () => {
  it('are long enough to say something, and none has a conflicting repeat of its n', () => {
    const points = constructionPoints(text);
    expect(points.map(({ name, letters, mode }) => [name, letters.length, mode])).toEqual([
      ['de-bruijn-2-10', 1033, 'teacher-forced'],
      ['de-bruijn-2-12', 4107, 'teacher-forced'],
      ['de-bruijn-2-14', 16_397, 'teacher-forced'],
      ['de-bruijn-2-16', 65_551, 'teacher-forced'],
      ['de-bruijn-2-18', 262_161, 'teacher-forced'],
      ['de-bruijn-2-20', 1_048_595, 'teacher-forced'],
      ['de-bruijn-26-3', 17_578, 'teacher-forced'],
      ['text', 4096, 'teacher-forced'],
      ['text-generated', 4096, 'generate'],
      ['generated', 100_000, 'generate'],
      ['broken', 1033, 'teacher-forced'],
    ]);
    for (const { letters, ngram } of points) {
      expect(conflictingRepeat(letters, ngram)).toBe(null);
    }
    const { letters, ngram } = points.find(({ name }) => name === 'text')!;
    expect(conflictingRepeat(letters, ngram - 1)).not.toBe(null);
  });
});

describe('a copy', () => {
  const opened: Device[] = [];
  const open = async () => {
    opened.push(await openDawn());
    return opened.at(-1)!;
  };
  const [point] = constructionPoints(text, true) as [ReturnType<typeof constructionPoints>[number]];

  it('is a fault when it was certified and has wrong letters', async () => {
    const right = await measureCopy(open, point);
    expect(copyFault(right)).toBe(null);
    expect(copyFault({ ...right, copied: false, wrongLetters: 3 })).toBe(
      'de-bruijn-2-6: certified, and 3 of 69 letters are wrong',
    );
    expect(copyFault({ ...right, certified: false, copied: false, wrongLetters: 3 })).toBe(null);
    // The driver was read on a device of its own.
    expect(opened.map(({ ledger }) => ledger.liveBytes)).toEqual([0, 0]);
    for (const reading of [right.driverBefore, right.driverWith]) {
      expect(typeof reading === 'string' ? reading : reading.name).toMatch(/./);
    }
  });

  it('is not made by the broken construction, and a fault if it were', async () => {
    const broken = await measureCopy(open, { ...point, brokenScale: 1 });
    expect(broken).toMatchObject({ certified: false, copied: false });
    expect(broken.wrongLetters).toBeGreaterThan(0);
    expect(copyFault(broken)).toBe(null);
    expect(copyFault({ ...broken, copied: true })).toMatch(/although it was broken/);
  });

  it('counts wrong letters of a string that has a conflicting repeat', async () => {
    // 001 is followed by 1, and later by 0.
    const letters = Uint32Array.of(0, 0, 0, 1, 1, 0, 0, 1, 0);
    expect(await measureCopy(open, { ...point, ngram: 3, letters })).toMatchObject({
      copied: false,
      wrongLetters: 1,
    });
  });
});
