import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Context, Output } from './context.js';
import { main } from './main.js';

/** A stream that keeps what is written. */
export function recorder(terminal: { isTTY?: boolean; columns?: number } = {}): Output & { readonly text: string } {
  let text = '';
  return {
    ...terminal,
    write(part, done) {
      text += part;
      done?.();
    },
    get text() {
      return text;
    },
  };
}

/** What a call of the command came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command in this process. */
export async function run(args: readonly string[], overrides: Partial<Context> = {}): Promise<Outcome> {
  const stdout = recorder();
  const stderr = recorder();
  const code = await main(args, { stdout, stderr, env: {}, ...overrides });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A folder for the tests of one file, removed after them, and functions that fill it. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    path,
    /** Writes a file and returns its path. */
    file(name: string, content: string | Uint8Array): string {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}
