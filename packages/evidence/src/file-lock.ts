/**
 * One process at a time: a lock is a file that only one process can make, and that holds the id of this process and the
 * name of its machine. A lock whose process has ended, because it was killed, is taken over.
 */
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';

/** Another run has the lock. Nothing was changed. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** The locks of this process. */
const held = new Set<string>();

/**
 * Takes the lock.
 *
 * @returns how to give it back.
 * @throws LockedError when another run has it.
 * @throws Error when the file cannot be made.
 */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  const lock = resolve(file);
  if (held.has(lock)) throw await locked(lock, lock);
  held.add(lock);
  try {
    if (!(await made(lock))) await takeOver(lock);
  } catch (error) {
    held.delete(lock);
    throw error;
  }
  return async () => {
    await rm(lock, { force: true });
    held.delete(lock);
  };
}

/** Makes the file unless it is there. */
async function made(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(`${process.pid} ${hostname()}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two that find the lock of a dead process must not both replace it: only the one that makes the second file may. */
async function takeOver(lock: string): Promise<void> {
  const guard = `${lock}.takeover`;
  if (!(await made(guard))) throw await locked(lock, guard);
  try {
    if (!(await isAbandoned(lock))) throw await locked(lock, lock);
    await rm(lock, { force: true });
    if (!(await made(lock))) throw await locked(lock, lock);
  } finally {
    await rm(guard, { force: true });
  }
}

/** Who has the lock; null when nobody does any more, or when the file is not filled yet. */
async function holderOf(lock: string): Promise<{ readonly pid: number; readonly host: string } | null> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  const [, pid, host] = /^(\d+) (.*)\n$/.exec(text) ?? [];
  return pid === undefined || host === undefined ? null : { pid: Number(pid), host };
}

async function isAbandoned(lock: string): Promise<boolean> {
  const holder = await holderOf(lock);
  if (holder === null || holder.host !== hostname()) return false;
  // This process does not have it: an earlier one had the same id, as happens in containers.
  return holder.pid === process.pid || !isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there and may not be asked.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function locked(lock: string, inTheWay: string): Promise<LockedError> {
  const holder = await holderOf(lock);
  const by = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new LockedError(
    `another run is using it (${by}): wait for its end, or remove ${inTheWay} if there is no such run`,
  );
}
