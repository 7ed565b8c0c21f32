import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { shardResultSchema, verifyResultSchema } from '@verbatim/evidence';
import { beforeAll, describe, expect, test } from 'vitest';
import { belowLimit, uncaught } from '../claims.testing.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';
import { VERSION } from '../version.js';

const { path, file } = temporaryFolder();
const holds = belowLimit('number/below-ten', 10, 'holds');
const refuted = belowLimit('number/below-five', 5, 'refuted');
const deviating = belowLimit('number/below-seven', 7, 'holds');
const known = [holds, refuted, deviating, uncaught('number/undecided')];
const verify = (...args: string[]) => run(['verify', ...args], { claims: async () => known });
const json = (name: string) => JSON.parse(readFileSync(name, 'utf8'));
const withoutTimes = (text: string) =>
  JSON.parse(text, (key, value) => (key === 'seconds' || key === 'run' ? undefined : value));

/** Runs all shards and gives their files. */
async function shards(name: string, count: number, ...args: string[]): Promise<string[]> {
  const files = Array.from({ length: count }, (_, i) => path(`${name}-${i + 1}.json`));
  for (const [i, target] of files.entries()) await verify(...args, '--shard', `${i + 1}/${count}`, '--json', target);
  return files;
}

describe('verify --shard', () => {
  test('writes what it is a shard of, and the command that makes it again', async () => {
    const args = ['number/below-ten', '--effort', 'standard', '--seed', '7', '--shard', '2/2', '--json', '-'];
    const { code, stdout, stderr } = await verify(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { run: block, shard, whole, units } = shardResultSchema.parse(JSON.parse(stdout));
    expect(block.command).toBe(`npx verbatim verify ${args.join(' ')}`);
    expect(shard).toEqual({ index: 2, count: 2 });
    expect(whole).toMatchObject({ effort: 'standard', seed: 7, claims: ['number/below-ten'] });
    expect(whole.versions).toMatchObject({ verbatim: VERSION, '@verbatim/proofs': VERSION });
    expect(units.map(({ claim }) => claim)).toEqual(['number/below-ten']);
    const again = await verify(...block.command.split(' ').slice(3));
    expect(withoutTimes(again.stdout)).toEqual(withoutTimes(stdout));
  });

  test('prints a table of what was run, what is amiss, and what was left out', async () => {
    const { code, stdout, stderr } = await verify('number/below-ten', 'number/below-seven', '--shard', '1/2');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.replaceAll(/\d+\.\d/g, '0.0')).toMatchInlineSnapshot(`
      "claim               kind     name   supports     expected  cases  seconds
      number/below-ten    method   all    holds        holds        10      0.0
      number/below-ten    control  more   refuted      refuted      11      0.0
      number/below-seven  method   twice  refuted (!)  holds        10      0.0

      number/below-seven, method twice: refuted, though holds was expected
        7 is too large
        case 7
        again, with the rest of the claim: npx verbatim verify number/below-seven --effort quick --seed 1

      shard 1/2: 3 of 6 methods and controls, in 0.0 s; effort quick, seed 1
      left out: the 3 of the other shards, and all verdicts; verbatim verify --merge with the --json files of all shards gives them
      "
    `);
  });

  test('exits with what its methods and controls say', async () => {
    const codes: (number | string)[] = [];
    for (const id of ['number/below-ten', 'number/below-five', 'number/below-seven', 'number/undecided'])
      for (const shard of ['1/3', '2/3', '3/3']) codes.push((await verify(id, '--shard', shard)).code);
    // Three units each: two methods and a control; of the undecided one, one method, a control and nothing.
    expect(codes).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 3, 0]);
  });

  test('says so where there is nothing to run', async () => {
    const { code, stdout } = await verify('number/below-ten', '--shard', '9/9');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^shard 9\/9: 0 of 3 methods and controls, in .* s; effort quick, seed 1\nleft out: the 3 of /,
    );
  });

  test('goes on from its own journal, and refuses that of another shard', async () => {
    const target = path('resumed.json');
    const ran: string[] = [];
    let interruptions = 1;
    const claims = async () => [
      belowLimit('number/stops', 10, 'holds', (unit) => {
        ran.push(unit);
        if (interruptions-- > 0) process.emit('SIGINT');
      }),
      holds,
    ];
    const shard = (name: string) => run(['verify', '--shard', name, '--json', target], { claims });
    const stopped = await shard('1/1');
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toContain('are kept in');
    const other = await shard('1/2');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/was left by another run \(shard "1\/1", not "1\/2"\)/);
    const unsharded = await run(['verify', '--json', target], { claims });
    expect(unsharded.stderr).toMatch(
      /\(schema "verbatim.verify-shard\/1", not "verbatim.verify\/1"; shard "1\/1", not absent\)/,
    );
    const resumed = await shard('1/1');
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('going on from');
    expect(ran.filter((unit) => unit === 'number/stops all')).toHaveLength(1);
    expect(existsSync(`${target}.partial.jsonl`)).toBe(false);
    expect(shardResultSchema.parse(json(target)).units).toHaveLength(6);
  });

  test('says how far it came when it is interrupted without a file', async () => {
    const claims = async () => [belowLimit('number/stops', 10, 'holds', () => process.emit('SIGINT')), holds];
    const { code, stdout, stderr } = await run(['verify', '--shard', '1/1', '--json', '-'], { claims });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(
      /^verbatim: interrupted; [01] of 6 methods and controls were finished; with --json FILE a run can be resumed\n$/,
    );
  });

  test.each(['0/3', '4/3', '1', '1/', '1/0', '01/3', '1/3/5', '1/65537', '-1/3', '1.5/3', ''])(
    'refuses %j',
    async (shard) => {
      expect(await verify('--shard', shard)).toEqual({
        code: 2,
        stdout: '',
        stderr: `verbatim: --shard "${shard}": accepted is i/N with 1 <= i <= N <= 65,536, such as 2/3\n`,
      });
    },
  );

  test('refuses a list', async () => {
    expect((await verify('--shard', '1/2', '--list')).stderr).toBe(
      'verbatim: --shard with --list; accepted is one of them: a list verifies nothing\n',
    );
  });
});

describe('verify --merge', () => {
  test.each([
    [1, ['number/below-ten']],
    [3, ['number/below-ten', 'number/below-five']],
    [4, ['number/undecided', 'number/below-ten']],
    [20, []],
  ])('makes of %d shards what one run of %j writes, and exits alike', async (count, ids) => {
    const args = [...ids, '--seed', '7', '--effort', 'standard'];
    const files = await shards('some', count, ...args);
    const whole = await verify(...args, '--json', '-');
    const merged = await verify('--merge', ...files.toReversed(), '--json', '-');
    expect(merged.stderr).toBe('');
    expect(JSON.stringify(withoutTimes(merged.stdout))).toBe(JSON.stringify(withoutTimes(whole.stdout)));
    expect(merged.code).toBe(whole.code);
    expect(verifyResultSchema.parse(JSON.parse(merged.stdout)).run).toMatchObject({
      command: `npx verbatim verify --merge ${files.toReversed().join(' ')} --json -`,
      seed: 7,
    });
    const parts = files.map((name) => shardResultSchema.parse(json(name)).run);
    expect(JSON.parse(merged.stdout).run.shards).toEqual(parts);
  });

  test('prints the table of a run, and writes the file', async () => {
    const files = await shards('written', 2, 'number/below-ten', 'number/below-five');
    const { code, stdout } = await verify('--json', path('merged.json'), '--merge', ...files);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^number\/below-five +refuted +refuted /m);
    expect(stdout).toContain(
      `2 of 2 as expected, merged from 2 shards; effort quick, seed 1; written: ${path('merged.json')}\n`,
    );
    expect(verifyResultSchema.parse(json(path('merged.json'))).claims).toHaveLength(2);
  });

  describe('refuses', () => {
    let files: string[];
    let foreign: string[];
    beforeAll(async () => {
      files = await shards('good', 3);
      foreign = await shards('foreign', 3, '--seed', '2');
    });
    /** A changed copy of the first shard. */
    const changed = (name: string, change: (shard: ReturnType<typeof json>) => void) => {
      const shard = json(files[0]!);
      change(shard);
      return file(name, JSON.stringify(shard));
    };

    test.each<[string, () => string[], RegExp]>([
      [
        'a missing shard',
        () => [files[0]!, files[2]!],
        /--merge: shard 2\/3 is missing; accepted are all shards of one run/,
      ],
      ['a shard given twice', () => [...files, files[0]!], /--merge: ".*" and ".*" are both shard 1\/3; accepted/],
      [
        'a shard of another seed',
        () => [files[0]!, foreign[1]!, files[2]!],
        /is of another run than .* \(seed 2, not 1\)/,
      ],
      [
        'a missing method',
        () => [changed('less.json', ({ units }) => units.pop()), ...files.slice(1)],
        /--merge: ".*less.json" misses ".*" of shard 1\/3/,
      ],
      [
        'other definitions',
        () => [changed('digest.json', ({ whole }) => Object.assign(whole, { definitions: 'f00' }))],
        /digest.json" is of claims that are defined otherwise \(definitions f00, not [0-9a-f]{64}\)/,
      ],
      [
        'another version',
        () => [changed('old.json', ({ whole }) => Object.assign(whole.versions, { '@verbatim/proofs': '0.0.1' }))],
        /--merge ".*old.json": made with @verbatim\/proofs "0.0.1"; accepted is /,
      ],
      [
        'a claim that is not known',
        () => [changed('unknown.json', ({ whole }) => whole.claims.push('nothing'))],
        /--merge ".*unknown.json": there is no claim "nothing"/,
      ],
      [
        'no claim',
        () => [changed('none.json', ({ whole }) => Object.assign(whole, { claims: [] }))],
        /--merge ".*none.json": the shard is of no claim/,
      ],
      ['what is no JSON', () => [file('text.json', 'text')], /--merge ".*text.json": this is not JSON/],
      [
        'what is no shard',
        () => [file('other.json', '{"schema":"verbatim.verify/1"}')],
        /this is no shard \(.* at schema\); accepted is a file that verbatim verify --shard i\/N --json FILE wrote/,
      ],
      ['what is not there', () => [path('absent.json')], /--merge ".*absent.json": there is no such file; accepted is/],
      ['to write over a shard', () => [...files, '--json', files[1]!], /this file is read by the same command/],
      ['a seed', () => [...files, '--seed', '1'], /--merge with --seed; accepted are files and --json/],
      ['an effort', () => [...files, '--effort', 'quick'], /--merge with --effort; accepted/],
      ['a shard', () => [...files, '--shard', '1/3'], /--merge with --shard; accepted/],
      ['a list', () => [...files, '--list'], /--merge with --list; accepted/],
    ])('%s in one line', async (_, args, message) => {
      const before = files.map((name) => readFileSync(name, 'utf8'));
      const { code, stdout, stderr } = await verify('--merge', ...args());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.match(/\n/g)).toHaveLength(1);
      expect(files.map((name) => readFileSync(name, 'utf8'))).toEqual(before);
    });

    test('a claim beside it', async () => {
      expect((await verify('number/below-ten', '--merge', ...files)).stderr).toBe(
        'verbatim: --merge with "number/below-ten"; accepted are files and --json: the shards say all else\n',
      );
    });

    test('nothing of shards that another Node.js made, when all were', async () => {
      const elsewhere = files.map((name, i) => {
        const shard = json(name);
        shard.whole.versions.node = '99.0.0';
        writeFileSync(path(`node-${i}.json`), JSON.stringify(shard));
        return path(`node-${i}.json`);
      });
      expect((await verify('--merge', ...elsewhere)).code).toBe(1);
      const mixed = await verify('--merge', files[0]!, ...elsewhere.slice(1));
      expect(mixed).toMatchObject({ code: 2, stdout: '' });
      expect(mixed.stderr).toContain('node-1.json" is of another run than');
    });
  });
});
