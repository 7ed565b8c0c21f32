import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError } from './file-lock.js';
import { openJournal } from './journal.js';
import { type JournalHeader, JournalMismatchError } from './journal-format.js';

const HEADER: JournalHeader = { schema: 'test/1', seed: 1, versions: { a: '1', b: '2' } };
const UNITS = [
  { key: 'one', value: { n: 1 } },
  { key: 'two', value: 'zwei – 二' },
];

let folder: string;
let file: string;
let partial: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-journal-'));
  file = join(folder, 'result.json');
  partial = `${file}.partial.jsonl`;
});

afterEach(() => rm(folder, { recursive: true }));

/** Leaves the journal of a run that was killed after both units. */
async function leaveJournal(header: JournalHeader = HEADER): Promise<string> {
  const journal = await openJournal(file, header);
  for (const unit of UNITS) {
    await journal.append(unit);
  }
  await journal.close();
  return readFile(partial, 'utf8');
}

describe('openJournal', () => {
  it('starts empty, beside the result file', async () => {
    const journal = await openJournal(file, HEADER);
    expect(journal.path).toBe(partial);
    expect(journal.units()).toEqual([]);
    await journal.close();
    expect(await readFile(partial, 'utf8')).toBe(`${JSON.stringify(HEADER)}\n`);
  });

  it('has each unit on the disk as soon as it is appended', async () => {
    const journal = await openJournal(file, HEADER);
    await journal.append(UNITS[0]);
    expect((await readFile(partial, 'utf8')).split('\n')[1]).toBe('{"key":"one","value":{"n":1}}');
    expect(journal.units()).toEqual([UNITS[0]]);
    await journal.close();
  });

  it('resumes where a run was left, and appends after it', async () => {
    await leaveJournal();
    const journal = await openJournal(file, { versions: { b: '2', a: '1' }, seed: 1, schema: 'test/1' });
    expect(journal.units()).toEqual(UNITS);
    await journal.append({ key: 'three', value: 3 });
    await journal.close();
    const again = await openJournal(file, HEADER);
    expect(again.units()).toEqual([...UNITS, { key: 'three', value: 3 }]);
    await again.close();
  });

  it('survives being cut anywhere: it keeps the complete lines and goes on after them', async () => {
    const bytes = Buffer.from(await leaveJournal());
    for (let length = 0; length <= bytes.length; length++) {
      const kept = bytes.subarray(0, length);
      await writeFile(partial, kept);
      const journal = await openJournal(file, HEADER);
      const complete = Math.max(0, kept.filter((byte) => byte === 0x0a).length - 1);
      expect(journal.units()).toEqual(UNITS.slice(0, complete));
      for (const unit of UNITS.slice(complete)) {
        await journal.append(unit);
      }
      await journal.close();
      expect(await readFile(partial)).toEqual(bytes);
    }
  });

  it('refuses the journal of another run, says what differs, and leaves it as it is', async () => {
    const text = await leaveJournal();
    await appendFile(partial, '{"key":"torn');
    const opened = openJournal(file, { ...HEADER, seed: 2, effort: 'deep' });
    await expect(opened).rejects.toThrow(JournalMismatchError);
    await expect(opened).rejects.toThrow(/result\.json\.partial\.jsonl.*seed 1, not 2; effort absent, not "deep"/);
    expect(await readFile(partial, 'utf8')).toBe(`${text}{"key":"torn`);
  });

  it.each([
    'my notes',
    'my notes\n',
    '{"schema":1}\n',
    '[]\n',
    `${JSON.stringify(HEADER)}\nnot JSON\n`,
    '{"schema":"x"',
  ])('refuses a file that is no journal, and leaves it as it is: %j', async (text) => {
    await writeFile(partial, text);
    await expect(openJournal(file, HEADER)).rejects.toThrow(JournalMismatchError);
    expect(await readFile(partial, 'utf8')).toBe(text);
  });

  it('is open in one run at a time', async () => {
    const journal = await openJournal(file, HEADER);
    await journal.append(UNITS[0]);
    const text = await readFile(partial, 'utf8');
    await expect(openJournal(file, HEADER)).rejects.toThrow(LockedError);
    await expect(openJournal(file, HEADER)).rejects.toThrow(/result\.json\.partial\.jsonl: another run is using it/);
    expect(await readFile(partial, 'utf8')).toBe(text);
    await journal.close();
    expect(await readdir(folder)).toEqual(['result.json.partial.jsonl']);
    const again = await openJournal(file, HEADER);
    expect(again.units()).toEqual([UNITS[0]]);
    await again.close();
  });

  it('keeps no lock on a journal that it refuses', async () => {
    await writeFile(partial, 'my notes');
    await expect(openJournal(file, HEADER)).rejects.toThrow(JournalMismatchError);
    expect(await readdir(folder)).toEqual(['result.json.partial.jsonl']);
  });

  it('refuses a folder that does not exist', async () => {
    await expect(openJournal(join(folder, 'none', 'x.json'), HEADER)).rejects.toThrow('ENOENT');
  });
});

describe('finish', () => {
  it('replaces the journal by the result', async () => {
    await writeFile(file, 'an older result');
    await leaveJournal();
    const journal = await openJournal(file, HEADER);
    await journal.finish({ units: journal.units() });
    expect(await readdir(folder)).toEqual(['result.json']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ units: UNITS });
  });

  it('keeps the journal and the older result when the new one cannot be written', async () => {
    await writeFile(file, 'an older result');
    const text = await leaveJournal();
    const journal = await openJournal(file, HEADER);
    await expect(journal.finish({ count: 1n })).rejects.toThrow(TypeError);
    await journal.close();
    expect(await readFile(partial, 'utf8')).toBe(text);
    expect(await readFile(file, 'utf8')).toBe('an older result');
  });
});
