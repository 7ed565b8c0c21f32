import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { type Claim, verifyResultSchema } from '@verbatim/evidence';
import { describe, expect, test, vi } from 'vitest';
import { belowLimit, broken, uncaught } from '../claims.testing.js';
import { recorder } from '../recorder.testing.js';
import { type Outcome, run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';
import { VERSION } from '../version.js';

const { folder, path, file } = temporaryFolder();
const holds = belowLimit('number/below-ten', 10, 'holds');
const refuted = belowLimit('number/below-five', 5, 'refuted');
const deviating = belowLimit('number/below-seven', 7, 'holds');
const undecided = uncaught('number/undecided');
const known = [holds, refuted, deviating, undecided];
const verify = (...args: string[]) => run(['verify', ...args], { claims: async () => known });
const parse = (text: string) => verifyResultSchema.parse(JSON.parse(text));
const withoutTimes = (text: string) =>
  JSON.parse(text, (key, value) => (key === 'seconds' || key === 'run' ? undefined : value));

describe('verify', () => {
  test.each([
    [['number/below-ten', 'number/below-five'], 0],
    [['number/undecided', 'number/below-ten'], 3],
    [['number/undecided', 'number/below-seven'], 1],
  ])('of %j exits with %d', async (ids, code) => {
    const outcome = await verify(...ids, '--json', '-');
    expect(outcome).toMatchObject({ code, stderr: '' });
    expect(
      parse(outcome.stdout)
        .claims.map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  test('prints JSON with the command that makes it again, and nothing else', async () => {
    const { stdout } = await verify('number/below-five', '--seed', '7', '--effort', 'standard', '--json', '-');
    const { run: block, claims, schema } = parse(stdout);
    expect(schema).toBe('verbatim.verify/1');
    expect(block).toMatchObject({ seed: 7, device: null });
    expect(block.command).toBe('npx verbatim verify number/below-five --effort standard --seed 7 --json -');
    expect(claims[0]).toMatchObject({
      verdict: 'refuted',
      replay: 'npx verbatim verify number/below-five --effort standard --seed 7',
    });
    const again = await verify(...block.command.split(' ').slice(3));
    expect(withoutTimes(again.stdout)).toEqual(withoutTimes(stdout));
  });

  test('verifies all claims without an id, and each of several once in the order of the list', async () => {
    expect(parse((await verify('--json', '-')).stdout).claims.map(({ id }) => id)).toEqual(known.map(({ id }) => id));
    const some = parse((await verify('number/undecided', holds.id, 'number/undecided', '--json', '-')).stdout);
    expect(some.claims.map(({ id }) => id)).toEqual([holds.id, 'number/undecided']);
  });

  test('prints a table for people, and counterexamples in words', async () => {
    const { code, stdout, stderr } = await verify();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.replaceAll(/\d+\.\d/g, '0.0')).toMatchInlineSnapshot(`
      "claim               verdict      expected  cases  seconds  controls  by
      number/below-ten    holds        holds        20      0.0       1/1  exhaustion
      number/below-five   refuted      refuted      20      0.0       1/1  exhaustion
      number/below-seven  refuted (!)  holds        20      0.0       1/1  exhaustion
      number/undecided    undecided    holds        10      0.0       0/1  exhaustion

      number/below-five is refuted, as expected: Every number below ten is below 5.
        all: 5 is too large
          case 5
        twice: 5 is too large
          case 5
        again: npx verbatim verify number/below-five --effort quick --seed 1

      number/below-seven is refuted, though it was expected to hold: Every number below ten is below 7.
        all: 7 is too large
          case 7
        twice: 7 is too large
          case 7
        again: npx verbatim verify number/below-seven --effort quick --seed 1

      number/undecided is undecided, though it was expected to hold: Every number is a number.
        control nothing was not caught: nothing at all
        again: npx verbatim verify number/undecided --effort quick --seed 1

      2 of 4 as expected, in 0.0 s; effort quick, seed 1
      "
    `);
  });

  test('colours a terminal, unless NO_COLOR is set', async () => {
    const claims = async () => known;
    const printed = async (env: { NO_COLOR?: string }) => {
      const stdout = recorder({ isTTY: true, columns: 80 });
      await run(['verify', holds.id], { claims, stdout, env });
      return stdout.text.includes('\u001b[');
    };
    expect([await printed({}), await printed({ NO_COLOR: '1' })]).toEqual([true, false]);
  });

  test('shows a bar on a terminal and takes it away', async () => {
    const stderr = recorder({ isTTY: true, columns: 80 });
    await run(['verify', holds.id, '--json', '-'], { claims: async () => known, stderr });
    expect(stderr.text).toContain('% 1 of 3: number/below-ten, all');
  });

  test('lists ids, expected verdicts and statements without verifying', async () => {
    const claims = async () => [...known, broken('number/bug')];
    const { code, stdout, stderr } = await run(['verify', '--list'], { claims });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[2]).toBe('number/below-five   refuted   Every number below ten is below 5.');
    expect(stdout.split('\n')).toHaveLength(7);
    const json = JSON.parse((await run(['verify', '--list', '--json', '-', refuted.id], { claims })).stdout);
    expect(json).toMatchObject({
      schema: 'verbatim.claims/1',
      run: { command: 'npx verbatim verify number/below-five --list --json -' },
      claims: [{ id: refuted.id, expected: 'refuted', statement: refuted.statement, source: 'Arithmetic' }],
    });
  });

  test.each([
    [['nothing'], 'there is no claim "nothing"; accepted are the ids that verbatim verify --list shows'],
    [[''], 'there is no claim ""; accepted are the ids that verbatim verify --list shows'],
    [
      ['number/BELOW-f'],
      'there is no claim "number/BELOW-f" (is it number/below-five?); accepted are the ids that verbatim verify --list shows',
    ],
    [
      ['--seed', '1e3'],
      '--seed "1e3": accepted is a whole number, 0 to 9,007,199,254,740,991, in plain decimal digits',
    ],
    [['--seed', '-1'], '--seed "-1": accepted is a whole number, 0 to 9,007,199,254,740,991, in plain decimal digits'],
    [['--json', ''], '--json "": accepted is the name of a file'],
    [['--json', '/dev/null'], '--json "/dev/null": there is a folder or device of this name; accepted is a plain file'],
    [
      ['--json', '/nowhere/at/all.json'],
      '--json "/nowhere/at/all.json": there is no such folder; accepted is a file in a folder that exists',
    ],
  ])('refuses %j before it starts', async (args, message) => {
    expect(await verify(...args)).toEqual({ code: 2, stdout: '', stderr: `verbatim: ${message}\n` });
  });
});

describe('verify --json FILE', () => {
  test('writes the result in one step and leaves no journal', async () => {
    const outcome = await verify(holds.id, refuted.id, '--json', path('all.json'));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toContain(`2 of 2 as expected`);
    expect(outcome.stdout).toContain(`written: ${path('all.json')}`);
    expect(parse(readFileSync(path('all.json'), 'utf8')).claims).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('all.json'))).toEqual(['all.json']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('keeps what was finished on %s and goes on from there', async (signal) => {
    const target = path(`${signal}.json`);
    const units: string[] = [];
    let interruptions = 1;
    const claims = [holds, refuted].map(({ id, expected }) =>
      belowLimit(id, id === holds.id ? 10 : 5, expected, (unit) => {
        units.push(unit);
        if (unit === 'number/below-five all' && interruptions-- > 0) process.emit(signal);
      }),
    );
    const args = ['verify', '--seed', '3', '--json', target];
    const stopped = await run(args, { claims: async () => claims });
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(
      /^verbatim: interrupted; [34] finished methods and controls are kept in .*partial\.jsonl: run the same command again to go on\n$/,
    );
    expect(existsSync(target)).toBe(false);
    expect(process.listenerCount(signal)).toBe(0);

    units.length = 0;
    const resumed = await run(args, { claims: async () => claims });
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/^going on from .*, with [34] methods and controls done\n$/);
    expect(units).not.toContain('number/below-ten all');
    expect(existsSync(`${target}.partial.jsonl`)).toBe(false);
    const whole = await run(['verify', '--seed', '3', '--json', '-'], { claims: async () => [holds, refuted] });
    expect(withoutTimes(readFileSync(target, 'utf8'))).toEqual(withoutTimes(whole.stdout));
  });

  test('refuses the journal of another run and leaves it alone', async () => {
    const target = path('other.json');
    const claims = async () => [belowLimit('number/stops', 10, 'holds', () => process.emit('SIGINT'))];
    await run(['verify', '--json', target], { claims });
    const left = readFileSync(`${target}.partial.jsonl`, 'utf8');
    const outcome = await run(['verify', '--seed', '2', '--json', target], { claims });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^verbatim: .*other\.json\.partial\.jsonl was left by another run \(seed 1, not 2\).*\n$/,
    );
    expect(readFileSync(`${target}.partial.jsonl`, 'utf8')).toBe(left);
  });

  test('refuses a journal of claims that were defined otherwise', async () => {
    const target = path('changed.json');
    const stops = belowLimit('number/stops', 10, 'holds', () => process.emit('SIGINT'));
    await run(['verify', '--json', target], { claims: async () => [stops] });
    const changed = async () => [{ ...stops, statement: 'Something else.' }];
    const outcome = await run(['verify', '--json', target], { claims: changed });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/was left by another run \(definitions "[0-9a-f]{64}", not "[0-9a-f]{64}"\)/);
    const [header] = readFileSync(`${target}.partial.jsonl`, 'utf8').split('\n');
    expect(JSON.parse(header!).versions).toMatchObject({ verbatim: VERSION, '@verbatim/proofs': VERSION });
  });

  test('refuses a second run while the first is going on', async () => {
    const target = path('twice.json');
    let second: Outcome | undefined;
    const claims = async () => [holds];
    const patient: Claim = {
      ...holds,
      methods: holds.methods.map((method, i) => ({
        ...method,
        run: async (context) => {
          if (i === 0) second = await run(['verify', '--json', target], { claims });
          return method.run(context);
        },
      })),
    };
    const first = await run(['verify', '--json', target], { claims: async () => [patient] });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second?.stderr).toMatch(/^verbatim: .*twice\.json\.partial\.jsonl: another run is using it \(.*\n$/);
    expect(readdirSync(folder).filter((name) => name.startsWith('twice.json'))).toEqual(['twice.json']);
  });

  test('refuses a journal that is a folder', async () => {
    mkdirSync(path('folder.json.partial.jsonl'));
    const outcome = await verify('--json', path('folder.json'));
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^verbatim: --json .*: the journal cannot be kept beside it: this is a folder.*\n$/);
  });

  test('keeps the journal when a claim has a bug', async () => {
    const claims = async () => [holds, broken('number/bug')];
    expect((await run(['verify', '--json', path('bug.json')], { claims })).code).toBe(1);
    expect(readFileSync(path('bug.json.partial.jsonl'), 'utf8').trim().split('\n')).toHaveLength(4);
  });
});

describe('an interruption without a file', () => {
  const claims = async () => [holds, belowLimit('number/stops', 10, 'holds', () => process.emit('SIGINT')), refuted];

  test('shows the claims that were finished', async () => {
    const { code, stdout, stderr } = await run(['verify'], { claims });
    expect(code).toBe(130);
    expect(stdout).toContain('number/below-ten  holds');
    expect(stdout).not.toContain('number/below-five');
    expect(stderr).toBe('verbatim: interrupted; 1 of 3 claims were finished; with --json FILE a run can be resumed\n');
  });

  test('prints them as JSON that says so', async () => {
    const { code, stdout } = await run(['verify', '--json', '-'], { claims });
    expect(code).toBe(130);
    expect(JSON.parse(stdout).interrupted).toBe(true);
    expect(parse(stdout).claims.map(({ id }) => id)).toEqual([holds.id]);
  });

  test('ends the process at once when it comes twice', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
    const twice = belowLimit('number/stops', 10, 'holds', () => {
      process.emit('SIGINT');
      const later = performance.now() + 1000;
      const now = vi.spyOn(performance, 'now').mockReturnValue(later);
      process.emit('SIGTERM');
      now.mockRestore();
    });
    await run(['verify'], { claims: async () => [twice] });
    expect(exit).toHaveBeenCalledExactlyOnceWith(130);
    exit.mockRestore();
  });
});

test('the claims of the project are known', async () => {
  const { code, stdout } = await run(['verify', 'lemma/window-mean', '--json', '-']);
  expect(code).toBe(0);
  expect(parse(stdout).claims).toMatchObject([{ id: 'lemma/window-mean', verdict: 'holds', expected: 'holds' }]);
});

test('a stale result is replaced', async () => {
  const target = file('stale.json', 'old');
  await verify(holds.id, '--json', target);
  expect(parse(readFileSync(target, 'utf8')).claims).toHaveLength(1);
});
