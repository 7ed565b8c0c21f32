import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, takeLock } from './file-lock.js';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-lock-'));
  lock = join(folder, 'a.lock');
});

afterEach(() => rm(folder, { recursive: true }));

/** A process that runs until it is killed. */
async function otherProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  return {
    pid: child.pid as number,
    async end() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('takeLock', () => {
  it('leaves nothing when it is given back, and can be taken again', async () => {
    for (const _ of [1, 2]) {
      const giveBack = await takeLock(lock);
      expect(await readFile(lock, 'utf8')).toBe(`${process.pid} ${hostname()}\n`);
      await giveBack();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('is refused while it is held, by this process too', async () => {
    const giveBack = await takeLock(lock);
    await expect(takeLock(lock)).rejects.toThrow(LockedError);
    expect(await readdir(folder)).toEqual(['a.lock']);
    await giveBack();
  });

  it('goes to one of many that want it at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(lock)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is refused while another process runs, says which, and is taken over when it was killed', async () => {
    const other = await otherProcess();
    const text = `${other.pid} ${hostname()}\n`;
    await writeFile(lock, text);
    await expect(takeLock(lock)).rejects.toThrow(`another run is using it (process ${other.pid} on ${hostname()})`);
    expect(await readFile(lock, 'utf8')).toBe(text);
    await other.end();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(lock)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readFile(lock, 'utf8')).toBe(`${process.pid} ${hostname()}\n`);
    expect(await readdir(folder)).toEqual(['a.lock']);
  });

  it('is taken over from an earlier process with the same id, as containers have it', async () => {
    await writeFile(lock, `${process.pid} ${hostname()}\n`);
    await (await takeLock(lock))();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is never taken over from another machine, nor while it is being made', async () => {
    for (const text of ['1 elsewhere\n', '']) {
      await writeFile(lock, text);
      await expect(takeLock(lock)).rejects.toThrow(/or remove .*a\.lock if there is no such run$/);
      expect(await readFile(lock, 'utf8')).toBe(text);
    }
  });
});
