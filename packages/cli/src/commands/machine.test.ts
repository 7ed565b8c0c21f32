import { readFileSync } from 'node:fs';
import { parseTable } from '@verbatim/gssm';
import { stringsOf } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { path } = temporaryFolder();
const machine = (alphabet: string, length: string, states: string, out: string) =>
  run(['machine', '--alphabet', alphabet, '--length', length, '--states', states, '--out', out]);

describe('verbatim machine', () => {
  test('writes a machine of which copy says that it copies as many strings as it has states', async () => {
    const out = path('machine.json');
    const written = await machine('2', '4', '5', out);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(written.stdout).toContain('copies 5 strings of 4 letters');
    expect(parseTable(JSON.parse(readFileSync(out, 'utf8'))).states).toBe(5);
    const copied: string[] = [];
    for (const x of stringsOf(2, 4)) {
      const { code } = await run(['copy', '--model', `gssm:${out}`, '--alphabet', '2', '--tokens', `[${x}]`]);
      if (code === 0) copied.push(`[${x}]`);
    }
    expect(copied).toHaveLength(5);
    expect(copied).toContain(/such as (\[.*\])/.exec(written.stdout)?.[1]);
  });

  test('refuses more states than there are strings, and files that cannot be written', async () => {
    const accepted = /accepted is/;
    for (const args of [
      ['2', '3', '9', path('a.json')],
      ['1', '3', '2', path('a.json')],
      ['2', '3', '2', path('no/such/folder.json')],
    ] as const) {
      const [D, L, s, out] = args;
      const refused = await machine(D, L, s, out);
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(accepted) });
    }
    expect(await run(['machine', '--alphabet', '2'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'verbatim: no --length; accepted is a machine with --alphabet D, --length L and --states s\n',
    });
  });
});
