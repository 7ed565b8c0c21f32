import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '@verbatim/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^ {4}npx verbatim (.*)$/gm)].map(([, line]) => line!);

/** They take minutes: of these only the arguments are tried, with no claims to verify. */
const SLOW = [
  'verify --effort standard --seed 1 --json /tmp/verify.json',
  'verify --effort deep --seed 1 --shard 1/16 --json /tmp/shard-1.json',
];
/** Of this one a part is run, which writes the same kind of file. */
const SHORTENED = new Map([
  ['bench --quick --json /tmp/bench.json', 'bench state --quick --lengths 256,1k --json /tmp/bench.json'],
]);
/** What the README says about this one. */
const NOT_COPIED = 'copy --file LICENSE --model gssm:prefix --state-bits 1024';

let folder: string;
const home = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-readme-'));
  process.chdir(root);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** The arguments of a line that quotes with '…' alone, with files in a folder of this test. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare!).replace(/^\/tmp\//, `${folder}/`),
  );
}

describe('the README', () => {
  test('shows every command, and the slow ones are among them', () => {
    expect(new Set(commands.map((line) => words(line)[0]))).toEqual(
      new Set(['verify', 'copy', 'machine', 'inspect', 'devices', 'bench', 'report']),
    );
    expect(commands).toEqual(expect.arrayContaining([...SLOW, ...SHORTENED.keys(), NOT_COPIED]));
    expect(readme).toContain('The third command does not copy, and exits with 1');
    expect(commands.filter((line) => line.startsWith('copy'))[2]).toBe(NOT_COPIED);
  });

  test.each(commands)('shows a command that works: %s', async (line) => {
    let errors = '';
    const silent = { write: (_: string, done?: () => void) => done?.() };
    const stderr = {
      write: (text: string) => {
        errors += text;
      },
    };
    const noClaims = SLOW.includes(line) ? { claims: async () => [] } : {};
    const code = await main(words(SHORTENED.get(line) ?? line), { stdout: silent, stderr, env: {}, ...noClaims });
    expect({ code, errors: errors.replaceAll(/^\d+ % .*\n/gm, '') }).toEqual({
      code: line === NOT_COPIED ? 1 : 0,
      errors: '',
    });
  });
});
