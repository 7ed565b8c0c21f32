import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyResultSchema } from './schemas.js';

/** The fenced blocks of the README in one language. */
async function blocks(language: string): Promise<string[]> {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block);
}

function example(name: string): Promise<string> {
  return readFile(new URL(`../examples/${name}`, import.meta.url), 'utf8');
}

describe('the README', () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-readme-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(home);
    process.exitCode = undefined;
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it('shows the examples as they are', async () => {
    const shown = await blocks('ts');
    expect(shown).toContain(await example('divisors.ts'));
    expect(shown).toContain(await example('verify.ts'));
  });

  it('shows what its example prints and writes', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import('../examples/verify.js');
    const printed = log.mock.calls.map(([text]) => `${text}\n`).join('');
    expect(await blocks('text')).toContain(printed);
    expect(process.exitCode).toBe(0);
    const { claims } = verifyResultSchema.parse(JSON.parse(await readFile('divisors.json', 'utf8')));
    expect(claims).toMatchObject([{ id: 'divisors/pigeonhole', verdict: 'holds' }]);
  });
});
