import { describe, expect, test } from 'vitest';
import { broken } from './claims.testing.js';
import { run } from './run.testing.js';
import { VERSION } from './version.js';

const COMMANDS = ['verify', 'copy', 'machine', 'inspect', 'devices', 'bench', 'compare', 'report'];

describe('the command', () => {
  test('says its version and its help on standard output', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const name of COMMANDS) {
      expect(help.stdout).toContain(name);
      const own = await run([name, '--help']);
      expect(own).toMatchObject({ code: 0, stderr: '' });
      expect(own.stdout).toContain(`verbatim ${name}`);
      expect(own.stdout).toContain('Exit code:');
    }
  });

  test.each([
    [[], `no command; accepted are ${COMMANDS.join(', ')}; verbatim --help tells more`],
    [['nonsense'], `"nonsense" is no command; accepted are ${COMMANDS.join(', ')}`],
    [['help'], `"help" is no command; accepted are ${COMMANDS.join(', ')}`],
    [['--nonsense'], '"--nonsense" is no option; accepted are those that verbatim --help lists'],
    [['copy', '--nonsense'], '"--nonsense" is no option; accepted are those that verbatim copy --help lists'],
    [
      ['copy', 'nonsense'],
      'an argument that belongs to no option; accepted are the options that verbatim copy --help lists',
    ],
    [['compare'], '<base> is missing; accepted is what verbatim compare --help shows'],
    [['compare', 'a.json'], '<new> is missing; accepted is what verbatim compare --help shows'],
    [['copy', '--text'], '--text without its value; accepted is --text <text>'],
    [['copy', '--mode', 'loud'], '--mode "loud"; accepted are generate, teacher-forced'],
    [['verify', '--effort', 'great'], '--effort "great"; accepted are quick, standard, deep'],
    [['verify', '--effort', 'quick\n'], '--effort "quick\\n"; accepted are quick, standard, deep'],
  ])('refuses %j in one line', async (args, message) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: `verbatim: ${message}\n` });
  });

  test('shows nothing of a bug but its message, and the stack on request', async () => {
    const claims = async () => [broken('a/bug')];
    const short = await run(['verify'], { claims });
    expect(short).toMatchObject({ code: 1, stdout: '' });
    expect(short.stderr).toBe(
      'verbatim: internal error: claim a/bug, method broken: a bug\\nin two lines; please report it, with the output under VERBATIM_DEBUG=1\n',
    );
    const long = await run(['verify'], { claims, env: { VERBATIM_DEBUG: '1' } });
    expect(long.code).toBe(1);
    expect(long.stderr).toMatch(/^MethodError: [\s\S]*\n {4}at /);
  });

  test('takes a full disk for bad input, and a reader that has gone for none', async () => {
    const failing = (code: string) => ({
      write: (_: string, done?: (error: Error) => void) => done?.(Object.assign(new Error(`${code}: no`), { code })),
    });
    const full = await run(['copy', '--text', 'ab'], { stdout: failing('ENOSPC') });
    expect(full).toMatchObject({ code: 2, stderr: 'verbatim: standard output cannot be written: ENOSPC: no\n' });
    expect(await run(['copy', '--text', 'ab'], { stdout: failing('EPIPE') })).toMatchObject({ code: 0, stderr: '' });
  });
});
