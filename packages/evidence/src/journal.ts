import { type FileHandle, open, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { LockedError, takeLock } from './file-lock.js';
import { headerDifferences } from './header-differences.js';
import { type JournalHeader, JournalMismatchError, type JournalUnit, parseJournal } from './journal-format.js';
import type { Json } from './json.js';
import { writeJsonAtomically } from './write-json.js';

/** The finished units of a run that is still going on, kept on the disk. */
export interface Journal {
  /** The path of the journal itself. */
  readonly path: string;
  /** The units finished so far, in the order of their appending, those of the run that was resumed first. */
  units(): readonly JournalUnit[];
  /** Adds a finished unit; it is on the disk when the promise resolves. */
  append(unit: JournalUnit): Promise<void>;
  /** Writes the result file in one step and removes the journal, which must not be used after. */
  finish(result: unknown): Promise<void>;
  /** Closes the journal and keeps it, for a run that stops early. */
  close(): Promise<void>;
}

function line(value: Json): string {
  return `${JSON.stringify(value)}\n`;
}

/** Reads what is there, and cuts the file after its last complete line so that the next one starts afresh. */
async function resume(handle: FileHandle, path: string, header: JournalHeader): Promise<JournalUnit[]> {
  const bytes = await handle.readFile();
  const lastNewline = bytes.lastIndexOf('\n');
  if (lastNewline === -1) {
    // Killed before the header was complete: nothing had been measured, provided that this is a journal of ours at all.
    if (!line(header).startsWith(bytes.toString())) {
      throw new JournalMismatchError(`${path} is not a journal: move it away to start again`);
    }
    await handle.truncate(0);
    await handle.appendFile(line(header));
    await handle.sync();
    return [];
  }
  const found = parseJournal(bytes.toString('utf8', 0, lastNewline), path);
  if (!isDeepStrictEqual(found.header, header)) {
    throw new JournalMismatchError(
      `${path} was left by another run (${headerDifferences(found.header, header)}): repeat that run to resume it, or move the file away`,
    );
  }
  await handle.truncate(lastNewline + 1);
  return found.units;
}

/**
 * Opens the journal of the result `file`, which is `file` with `.partial.jsonl` added: a line of JSON with the header,
 * then one a finished unit. When a run was killed its units are read back, without the line it was writing at that
 * moment; otherwise a new journal is made. While it is open, `FILE.partial.jsonl.lock` keeps other runs away.
 *
 * @throws JournalMismatchError when there is a journal with another header, or a file that is no journal. Nothing is
 * changed then.
 * @throws LockedError when another run has the journal open. Nothing is changed then.
 * @throws Error when the journal cannot be read or written.
 */
export async function openJournal(file: string, header: JournalHeader): Promise<Journal> {
  const path = `${file}.partial.jsonl`;
  const unlock = await lockOf(path);
  let handle: FileHandle | undefined;
  let units: JournalUnit[];
  try {
    handle = await open(path, 'a+');
    units = await resume(handle, path, header);
  } catch (error) {
    await handle?.close();
    await unlock();
    throw error;
  }
  return journalOn(handle, { file, path, units, unlock });
}

async function lockOf(path: string): Promise<() => Promise<void>> {
  try {
    return await takeLock(`${path}.lock`);
  } catch (error) {
    throw error instanceof LockedError ? new LockedError(`${path}: ${error.message}`) : error;
  }
}

interface Opened {
  readonly file: string;
  readonly path: string;
  readonly units: JournalUnit[];
  readonly unlock: () => Promise<void>;
}

function journalOn(handle: FileHandle, { file, path, units, unlock }: Opened): Journal {
  return {
    path,
    units: () => units,
    async append(unit) {
      await handle.appendFile(line({ key: unit.key, value: unit.value }));
      await handle.datasync();
      units.push(unit);
    },
    async finish(result) {
      await writeJsonAtomically(file, result);
      await handle.close();
      await rm(path);
      await unlock();
    },
    async close() {
      await handle.close();
      await unlock();
    },
  };
}
