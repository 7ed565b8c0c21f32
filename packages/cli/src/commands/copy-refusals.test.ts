import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { path, file } = temporaryFolder();

describe('copy refuses', () => {
  const TABLE = {
    alphabet: 2,
    states: 2,
    start: 0,
    update: [
      [0, 1, 0, 0],
      [0, 1, 0, 1],
    ],
    output: [0, 1],
  };
  const table = (name: string, value: unknown) =>
    `gssm:${file(`${name}.json`, typeof value === 'string' ? value : JSON.stringify(value))}`;
  const onTable = (model: string) => ['--alphabet', '2', '--tokens', '[0,1]', '--model', model];
  const tokens = ['--alphabet', '3', '--tokens'];
  mkdirSync(path('a-folder'));
  symlinkSync('circle', path('circle'));
  symlinkSync('input', path('link'));

  test.each<[string[], RegExp]>([
    [[], /^no string; accepted is one of --text, --file and --tokens$/],
    [['--text', 'a', '--file', 'b'], /^--text and --file are given; accepted is one of them$/],
    [['--text', 'a', '--file', 'b', '--tokens', '[0]'], /^--text and --file and --tokens are given; accepted is one/],
    [['--text', ''], /^--text: the string is empty; accepted is one letter or more$/],
    [['--file', file('empty', '')], /: the string is empty; accepted is one letter or more$/],
    [['--file', path('missing')], /^--file ".*missing": there is no such file; accepted is a file that can be read$/],
    [['--file', path('a-folder')], /^--file ".*a-folder": this is a folder; accepted is a file that can be read$/],
    [['--file', '/dev/zero'], /: more than 16,777,216 bytes; accepted are at most as many$/],
    [['--file', ''], /^--file "": there is no such file; accepted is a file that can be read$/],
    [['--tokens', '[0]'], /^--tokens without --alphabet; accepted|^--tokens without --alphabet: accepted is/],
    [[...tokens, '[0,1,3]'], /^--tokens: letter 3 at position 2: accepted is an integer from 0 to 2$/],
    [[...tokens, '[0,-1]'], /^--tokens: letter -1 at position 1: accepted/],
    [[...tokens, '[0,1.5]'], /^--tokens: letter 1.5 at position 1: accepted/],
    [[...tokens, '["1"]'], /^--tokens: letter "1" at position 0: accepted/],
    [[...tokens, '[0,null]'], /^--tokens: letter null at position 1: accepted/],
    [[...tokens, '[]'], /^--tokens: the string is empty/],
    [[...tokens, '[0,'], /^--tokens: this is not JSON \(.*\); accepted is an array of integers such as \[0,1,2\]$/],
    [[...tokens, '[0\n,x'], /^--tokens: .*JSON/],
    [
      [...tokens, '{"a":1}'],
      /^--tokens "\{\\"a\\":1\}": there is no such file; accepted is an array such as \[0,1,2\], or a file with/,
    ],
    [
      [...tokens, '0 1'],
      /^--tokens "0 1": there is no such file; accepted is an array such as \[0,1,2\], or a file with/,
    ],
    [[...tokens, path('missing')], /: there is no such file; accepted is an array/],
    [[...tokens, path('a-folder')], /: this is a folder; accepted is an array/],
    [[...tokens, file('blank', ' \n')], /: the string is empty/],
    [[...tokens, file('object.json', '{"a": 1}')], /: "\{\\"a\\":" at position 0; accepted is a JSON array/],
    [[...tokens, file('words', '0 1 1e0')], /: "1e0" at position 2; accepted is a JSON array of integers, or/],
    [[...tokens, file('large', '0 1 3')], /: letter 3 at position 2: accepted is an integer from 0 to 2$/],
    [
      ['--tokens', '[0]', '--alphabet', '1'],
      /^--alphabet "1": accepted is a whole number, 2 to 4,294,967,292, in plain/,
    ],
    [['--tokens', '[0]', '--alphabet', '2.5'], /^--alphabet "2.5": accepted/],
    [['--tokens', '[0]', '--alphabet', '1e99'], /^--alphabet "1e99": accepted/],
    [['--tokens', '[0]', '--alphabet', '99999999999999999999'], /^--alphabet "99999999999999999999": accepted/],
    [
      ['--tokens', '[0]', '--alphabet', '4294967292'],
      /^the transformer for D = 4,294,967,292 and n = 1 takes about [0-9,]+\.\d GiB of memory, .*; accepted is a smaller D or n$/,
    ],
    [['--text', 'a', '--alphabet', '3'], /^--alphabet 3 with --text: letters are bytes, so that only 256 is accepted/],
    ...['0', '65537', '-1', '+5', '1e3', '0x10', ' 5', '5 ', '5.0', '', '٣', 'five'].map((n): [string[], RegExp] => [
      ['--text', 'a', '--ngram', n],
      /^--ngram ".*": accepted is a whole number, 1 to 65,536, in plain decimal digits$/,
    ]),
    [['--text', 'a', '--arithmetic', 'f16'], /^--arithmetic "f16"; accepted are exact, f64, f32, gpu$/],
    [['--text', 'a', '--state-bits', '8'], /^--state-bits with the transformer; accepted/],
    [
      ['--text', 'a', '--model', 'mamba'],
      /^--model "mamba": accepted are transformer and gssm:NAME, where NAME is register, prefix, window, constant, rnn, lstm, gru, linear-ssm, s4d, mamba, linear-attention, retnet, rwkv, gated-deltanet, sliding-window, linear-ssm-register, linear-attention-register, deltanet-register, hybrid or the path of a table$/,
    ],
    [['--text', 'a', '--model', 'gssm:'], /^--model "gssm:": accepted/],
    [
      ['--text', 'a', '--model', 'gssm:hopfield'],
      /^--model "gssm:hopfield": there is no such file; accepted is gssm:NAME, where NAME is register/,
    ],
    [
      ['--text', 'a', '--model', `gssm:${path('a-folder')}`],
      /^--model "gssm:.*a-folder": this is a folder; accepted is gssm:NAME, [^;]*$/,
    ],
    [['--text', 'a', '--model', 'gssm:register'], /^--model gssm:register without --state-bits; accepted/],
    [
      ['--text', 'a', '--model', 'gssm:register', '--state-bits', '-1'],
      /^--state-bits "-1": accepted is a whole number, 0 or more/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:window', '--state-bits', '8', '--arithmetic', 'f64'],
      /^--arithmetic "f64" with --model "gssm:window"; accepted is --arithmetic with the transformer, and --arithmetic gpu with gssm:NAME, where NAME is rnn, lstm, gru, s4d, mamba, linear-attention, retnet, rwkv, gated-deltanet, sliding-window$/,
    ],
    ...['window', 'linear-ssm', 'hybrid'].map((name): [string[], RegExp] => [
      ['--text', 'a', '--model', `gssm:${name}`, '--state-bits', '99999', '--arithmetic', 'gpu'],
      /^--arithmetic "gpu" with --model "gssm:[a-z-]+"; accepted is .* gpu with gssm:NAME, where NAME is rnn, lstm, [^;]*$/,
    ]),
    [
      ['--text', 'a', '--model', 'gssm:gru', '--state-bits', '64', '--state-format', 'f16', '--arithmetic', 'gpu'],
      /^--arithmetic gpu: state format f16: kernels keep states in f32; accepted is f32$/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:gru', '--state-bits', '64', '--arithmetic', 'f32'],
      /^--arithmetic "f32" with --model "gssm:gru"; accepted is .* gpu with gssm:NAME, where NAME is rnn, lstm, [^;]*$/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:window', '--state-bits', '8', '--stop'],
      /^--stop with --model gssm:window; accepted/,
    ],
    ...['rnn', 'mamba', 'gated-deltanet', 'deltanet-register', 'hybrid'].map((name): [string[], RegExp] => [
      ['--text', 'a', '--model', `gssm:${name}`],
      new RegExp(`^--model gssm:${name} without --state-bits; accepted is --state-bits b`),
    ]),
    [
      ['--text', 'a', '--model', 'gssm:mamba', '--state-bits', '1223'],
      /^--model gssm:mamba: state bits 1223: the smallest mamba in f32 over 256 letters takes 1224; accepted are at least/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:deltanet-register', '--state-bits', '16'],
      /^--model gssm:deltanet-register: state bits 16: the smallest deltanet-register over 256 letters takes 17; accepted/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:hybrid', '--state-bits', '1'],
      /^--model gssm:hybrid: state bits 1: the smallest hybrid over 256 letters takes 2; accepted are at least as many$/,
    ],
    [
      ['--text', 'a'.repeat(4097), '--model', 'gssm:hybrid', '--state-bits', '100'],
      /^--model gssm:hybrid: a hybrid for 4097 letters: accepted are at most 4096$/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:gru', '--state-bits', '64', '--state-format', 'f64'],
      /^--state-format: state format "f64": accepted are f32, f16, bf16, int8, int4 and fixedK.F with K = 2 … 32 bits/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:gru', '--state-bits', '64', '--seed', '-1'],
      /^--seed "-1": accepted is a whole number, 0 to 9,007,199,254,740,991/,
    ],
    [
      ['--tokens', '[0]', '--alphabet', '4294967292', '--model', 'gssm:gru', '--state-bits', '64'],
      /^--model gssm:gru: gru has [0-9]+ weights with D = 4294967292 and width=2: accepted are at most 67108864$/,
    ],
    ...['--state-format', '--weights', '--seed'].flatMap((option): [string[], RegExp][] => {
      const refusal = new RegExp(
        `^${option} with this model; accepted is ${option} with --model gssm:NAME, where NAME is rnn, lstm,`,
      );
      return [
        [['--text', 'a', option, '1'], refusal],
        [['--text', 'a', '--model', 'gssm:register', '--state-bits', '8', option, '1'], refusal],
        [['--text', 'a', '--model', 'gssm:hybrid', '--state-bits', '8', option, '1'], refusal],
      ];
    }),
    [
      ['--text', 'a', '--model', 'gssm:gru', '--weights', path('missing'), '--seed', '1'],
      /^--seed with --weights; accepted is one of them$/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:gru', '--weights', path('missing')],
      /^--weights ".*missing": there is no such file; accepted is a safetensors file$/,
    ],
    [
      ['--text', 'a', '--model', 'gssm:gru', '--weights', file('words.safetensors', 'no weights at all')],
      /^--weights ".*": safetensors file: there is no header of the length that the first 8 bytes give$/,
    ],
    [[...onTable(table('fine', TABLE)), '--state-bits', '1'], /^--state-bits with the table/],
    [['--text', 'a', '--model', table('two', TABLE)], /: the table has 2 letters and the string 256; accepted/],
    [
      onTable(table('no-json', '{"alphabet": 2,\n')),
      /^--model "gssm:.*": this is not JSON \(.*\); accepted is a table, /,
    ],
    [onTable(table('no-object', [])), /^--model "gssm:.*": machine table: /],
    [
      onTable(table('row-missing', { ...TABLE, update: [[0, 1, 0, 0]] })),
      /: machine table: update has 1 entries; accepted is a list of 2 rows/,
    ],
    [
      onTable(
        table('outside', {
          ...TABLE,
          update: [
            [0, 1, 0, 9],
            [0, 1, 0, 1],
          ],
        }),
      ),
      /: machine table: update\[0\]\[3\] is 9; accepted is a state/,
    ],
    [['--text', 'a', '--json', ''], /^--json "": accepted is the name of a file$/],
    [
      ['--text', 'a', '--json', path('a-folder')],
      /: there is a folder or device of this name; accepted is a plain file$/,
    ],
    [['--text', 'a', '--json', '/dev/null'], /: there is a folder or device of this name/],
    [['--text', 'a', '--json', path('missing/a.json')], /: there is no such folder; accepted is a file in a folder/],
    [['--text', 'a', '--json', path('input/a.json')], /: there is no such folder; accepted is a file in a folder/],
    [
      ['--text', 'a', '--json', path('circle')],
      /: its links lead in a circle; accepted is a file in a folder that may be/,
    ],
    [
      ['--file', file('input', 'abc'), '--json', path('./input')],
      /: this file is read by the same command; accepted is another name$/,
    ],
    [
      ['--file', path('input'), '--json', path('link')],
      /: this file is read by the same command; accepted is another name$/,
    ],
    [
      ['--file', file('zeros', new Uint8Array(70_000).with(69_999, 1))],
      /^no --ngram: the smallest without a conflicting repeat is 69,999 here; accepted/,
    ],
    [
      ['--file', file('long', new Uint8Array(300_000)), '--ngram', '65536'],
      /^300,000 letters, D = 256 and n = 65,536 in f64 arithmetic take about .* GiB; accepted is at most [0-9,]+ letters with this n$/,
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(['copy', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^verbatim: [^\n]*\n$/);
    expect(stderr.slice('verbatim: '.length, -1)).toMatch(message);
  });

  test.skipIf(process.getuid?.() === 0)('what may not be read or written', async () => {
    const locked = file('locked', 'abc');
    chmodSync(locked, 0);
    expect((await run(['copy', '--file', locked])).stderr).toMatch(
      /: the file may not be read; accepted is a file that can be read\n$/,
    );
    mkdirSync(path('closed'), { mode: 0o500 });
    const { code, stderr } = await run(['copy', '--text', 'a', '--json', path('closed/a.json')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/: the folder may not be written; accepted is a file in a folder that may be written\n$/);
    const kept = file('read-only', 'kept');
    chmodSync(kept, 0o400);
    const refused = await run(['copy', '--text', 'a', '--json', kept]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /: the file may not be written; accepted is a new file, or one that may be written\n$/,
    );
    expect(readFileSync(kept, 'utf8')).toBe('kept');
  });

  test.runIf(existsSync('/proc/self'))('a folder in which no file can be made', async () => {
    const { code, stderr } = await run(['copy', '--text', 'a', '--json', '/proc/a.json']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'verbatim: --json "/proc/a.json": no file can be made in this folder; accepted is a file in a folder that may be written\n',
    );
  });
});
