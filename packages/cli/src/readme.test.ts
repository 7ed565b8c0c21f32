import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as cli from './index.js';
import { run } from './run.testing.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const shown = [...readme.matchAll(/^```console\n\$ npx verbatim (.*)\n([\s\S]*?)^```$/gm)];

/** The arguments of a line that quotes with '…' alone. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare!);
}

/** Without what differs from one machine to the next: times, and the GPU. */
const comparable = (text: string) =>
  text.replaceAll(/\d+\.\d\d s/g, 'N s').replaceAll(/gpu arithmetic on [^;]*;/g, 'gpu arithmetic on DEVICE;');

describe('the README', () => {
  test('has examples of all commands', () => {
    expect(new Set(shown.map(([, line]) => words(line!)[0]))).toEqual(
      new Set(['copy', 'verify', 'inspect', 'devices']),
    );
  });

  test.each(shown.map(([, line, output]) => [line!, output!]))('shows what %s prints', async (line, output) => {
    const { code, stdout, stderr } = await run(words(line));
    expect(code).toBe(output.includes('not copied') ? 1 : 0);
    // A slow machine has the time to see progress.
    expect(stderr.replaceAll(/^\d+ % .*\n/gm, '')).toBe('');
    // Of the longer outputs the beginning is shown.
    expect(comparable(stdout).slice(0, comparable(output).length)).toBe(comparable(output));
  });

  test('shows what its program prints', async () => {
    const { shown, printed } = await runReadmeExample(new URL('../README.md', import.meta.url), {
      '@verbatim/cli': cli,
    });
    expect(shown).toHaveLength(1);
    expect(printed).toEqual(shown);
  });
});
