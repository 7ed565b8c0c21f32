import { describe, expect, test } from 'vitest';
import { ended } from './child.js';

const cwd = process.cwd();
const node = (program: string, options: Partial<Parameters<typeof ended>[2]> = {}) =>
  ended(process.execPath, ['-e', program], { cwd, ...options });

describe('a child process', () => {
  test('gives its exit code and what it printed', async () => {
    const parts: string[] = [];
    const program = 'console.log(process.env.WORD); console.error("é".repeat(70_000)); process.exit(3)';
    const { code, stdout, stderr } = await node(program, {
      env: { WORD: 'of mine' },
      onStderr: (text) => parts.push(text),
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'of mine\n' });
    expect(stderr).toBe(`${'é'.repeat(70_000)}\n`);
    expect(parts.join('')).toBe(stderr);
    await expect(ended('no-such-command', [], { cwd })).rejects.toThrow('ENOENT');
  });

  test('ends with all that it has started, willing or not', async () => {
    const controller = new AbortController();
    // The grandchild holds standard output open and does not listen: without its end there is no end.
    const grandchild = 'process.on("SIGTERM", () => {}); process.stderr.write("started"); setInterval(() => {}, 1000)';
    const program = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });`;
    const { code, stderr } = await node(program, { signal: controller.signal, onStderr: () => controller.abort() });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'started' });
  });

  test('is not started after an interruption', async () => {
    await expect(node('', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });
});
