import type { Context } from './context.js';
import { main } from './main.js';
import { recorder } from './recorder.testing.js';

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
