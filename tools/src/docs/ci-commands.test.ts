/** What the workflows and the page about CI run exists: npm scripts, commands of `verbatim`, and their options. */
import { readFileSync } from 'node:fs';
import { main } from '@verbatim/cli';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const FILES = ['.github/workflows/ci.yml', '.github/workflows/kernels.yml', 'docs/ci.md'];

/** The words of each command line that starts with these, lines that end in a backslash joined. */
function linesWith(text: string, start: string): string[][] {
  return [...text.replaceAll(/\\\n\s*/g, ' ').matchAll(new RegExp(`${start} ([^\n\`)|]*)`, 'g'))].map(([, rest]) =>
    rest!.trim().split(/\s+/),
  );
}

async function helpOf(command: string): Promise<string> {
  let help = '';
  const stdout = {
    write(text: string, done?: () => void) {
      help += text;
      done?.();
    },
  };
  expect(await main([command, '--help'], { stdout, stderr: { write: () => undefined }, env: {} })).toBe(0);
  return help;
}

describe.each(FILES)('%s', (file) => {
  const text = read(file);

  test('runs commands of verbatim that there are, with options that they have', async () => {
    for (const [command, ...words] of linesWith(text, 'npx verbatim')) {
      const help = await helpOf(command!);
      for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
    }
  });

  test('runs npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const [script] of linesWith(text, 'npm run')) expect(Object.keys(scripts)).toContain(script);
  });
});

test('the gate is in the workflow and on the page', () => {
  for (const file of FILES.slice(1)) {
    const commands = linesWith(read(file), 'npx verbatim').map(([command]) => command);
    expect(commands.slice(0, 3), file).toEqual(['bench', 'bench', 'compare']);
  }
  expect(read(FILES[0]!)).toMatch(/^ {6}- run: npm test$/m);
});
