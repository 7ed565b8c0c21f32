/** What `report` is given, files and folders, as results and as reasons why the rest is none. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReportInput, readResult } from '@verbatim/report';
import { fileProblem, readInput } from '../input/read-input.js';
import { oneLine, quoted } from '../output/one-line.js';
import { UsageError } from '../usage-error.js';

const LARGEST_FILE = 2 ** 28;

/** Results, and a line for each file that is none. */
export interface Collected {
  readonly inputs: readonly ReportInput[];
  /** The files of these inputs. */
  readonly files: readonly string[];
  readonly skipped: readonly string[];
}

/**
 * Reads every file, and every `.json` in a folder and the folders in it, in the order of their names; hidden folders and
 * `node_modules` are left out, and so is a file that came before.
 *
 * @throws UsageError when a name is neither a file nor a folder, or cannot be read.
 */
export async function collectResults(names: readonly string[]): Promise<Collected> {
  const files = new Map<string, string>();
  for (const name of names)
    for (const file of await filesOf(name)) {
      const place = await realpath(file).catch((error) => refuse(file, error));
      if (!files.has(place)) files.set(place, file);
    }
  const inputs: ReportInput[] = [];
  const skipped: string[] = [];
  const used: string[] = [];
  for (const file of files.values()) {
    const json = await parsed(file);
    const read = json === undefined ? { problem: 'it is not JSON' } : readResult(json);
    if ('problem' in read) skipped.push(`${quoted(file)} is skipped: ${oneLine(read.problem)}`);
    else {
      inputs.push({ from: file, result: read.result });
      used.push(file);
    }
  }
  return { inputs, files: used, skipped };
}

async function filesOf(name: string): Promise<string[]> {
  const found = await stat(name).catch((error) => refuse(name, error));
  return found.isDirectory() ? jsonFilesIn(name) : [name];
}

async function jsonFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => refuse(folder, error));
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      files.push(...(await jsonFilesIn(path)));
    else if (entry.isFile() && entry.name.endsWith('.json')) files.push(path);
  }
  return files;
}

/** The value in a file, or undefined when it has no JSON. */
async function parsed(file: string): Promise<unknown> {
  const bytes = await readInput(quoted(file), file, LARGEST_FILE, 'a file that can be read');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function refuse(name: string, error: unknown): never {
  throw new UsageError(`${quoted(name)}: ${fileProblem(error)}; accepted are files and folders that can be read`);
}
