/** The command as a program: these tests need the built package, as `npm test` has it. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { deBruijnString } from '@verbatim/tasks';
import { describe, expect, test } from 'vitest';
import { copyResultSchema } from './copy/schema.js';
import { temporaryFolder } from './temporary-folder.testing.js';

const BIN = fileURLToPath(new URL('../bin/verbatim.js', import.meta.url));
const { path, file } = temporaryFolder();
const verbatim = (...args: string[]) => spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });

describe('the program', () => {
  test('copies a de Bruijn string of length 247 with n = 5 and not with n = 4', () => {
    const tokens = file('x.json', JSON.stringify([...deBruijnString(3, 5)]));
    for (const [ngram, status] of [
      ['5', 0],
      ['4', 1],
    ] as const) {
      const child = verbatim(
        'copy',
        '--alphabet',
        '3',
        '--tokens',
        tokens,
        '--ngram',
        ngram,
        '--arithmetic',
        'exact',
        '--json',
        '-',
      );
      expect(child).toMatchObject({ status, stderr: '' });
      const result = copyResultSchema.parse(JSON.parse(child.stdout));
      expect(result).toMatchObject({ length: 247, copied: status === 0, repeatedNgram: status === 1 });
      expect(result.conflictingRepeat === null).toBe(status === 0);
    }
  });

  test('refuses in one line, without a stack trace', () => {
    expect(verbatim('copy', '--tokens', '[0,2]', '--alphabet', '2')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'verbatim: --tokens: letter 2 at position 1: accepted is an integer from 0 to 1\n',
    });
  });

  test('ends quietly when its reader goes away', () => {
    const pipe = `"${process.execPath}" "${BIN}" inspect --alphabet 256 --ngram 100 --json - | head -c 20`;
    const { stdout, stderr } = spawnSync('sh', ['-c', pipe], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{\n  "schema": "verba', stderr: '' });
  });

  test('keeps a journal when it is interrupted', async () => {
    const target = path('deep.json');
    const child = spawn(process.execPath, [BIN, 'verify', 'lemma/window-mean', '--effort', 'deep', '--json', target]);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // The handler of the signal is there before the journal is.
    while (!existsSync(`${target}.partial.jsonl`)) await setTimeout(20);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stderr).toMatch(/verbatim: interrupted; .*run the same command again to go on\n$/);
    expect(existsSync(target)).toBe(false);
    const [header] = readFileSync(`${target}.partial.jsonl`, 'utf8').split('\n');
    expect(JSON.parse(header!)).toMatchObject({ effort: 'deep', seed: 1, claims: ['lemma/window-mean'] });
  });

  test('refuses a second process that would keep the same journal, and takes it over when the first was killed', async () => {
    const target = path('shared.json');
    const args = ['verify', 'lemma/window-mean', '--effort', 'deep', '--json', target];
    const first = spawn(process.execPath, [BIN, ...args], { stdio: 'ignore' });
    const ended = new Promise((resolve) => first.on('close', resolve));
    while (!existsSync(`${target}.partial.jsonl`)) await setTimeout(20);
    const refused = verbatim(...args);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(
        `^verbatim: .*shared\\.json\\.partial\\.jsonl: another run is using it \\(process ${first.pid} on .*\\n$`,
      ),
    );
    first.kill('SIGKILL');
    await ended;
    expect(existsSync(`${target}.partial.jsonl.lock`)).toBe(true);
    const second = spawn(process.execPath, [BIN, ...args], { stdio: 'ignore' });
    const interrupted = new Promise((resolve) => second.on('close', resolve));
    const lock = () =>
      existsSync(`${target}.partial.jsonl.lock`) ? readFileSync(`${target}.partial.jsonl.lock`, 'utf8') : '';
    while (!lock().startsWith(`${second.pid} `)) await setTimeout(20);
    second.kill('SIGINT');
    expect(await interrupted).toBe(130);
    expect(existsSync(`${target}.partial.jsonl`)).toBe(true);
    expect(existsSync(`${target}.partial.jsonl.lock`)).toBe(false);
  });

  test('says that it is not built, in one line', () => {
    mkdirSync(path('bin'));
    cpSync(BIN, path('bin/verbatim.mjs'));
    expect(spawnSync(process.execPath, [path('bin/verbatim.mjs'), 'verify'], { encoding: 'utf8' })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'verbatim: the command is not built; run "npm run build" in the workspace first\n',
    });
  });
});
