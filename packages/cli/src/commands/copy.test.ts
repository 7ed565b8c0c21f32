import { readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import {
  generateCopy as machineCopy,
  machineForBits,
  teacherForcedCopy as machineForced,
  stateBits,
} from '@verbatim/gssm';
import { conflictingRepeat, deBruijnString, repeatedNgram, smallestNgramWithoutConflict } from '@verbatim/tasks';
import {
  certificate,
  copyingTransformer,
  copyRunner,
  float64,
  generateCopy,
  teacherForcedCopy,
} from '@verbatim/transformer';
import { describe, expect, test } from 'vitest';
import { type CopyResult, copyResultSchema } from '../copy/schema.js';
import { recorder } from '../recorder.testing.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { folder, path, file } = temporaryFolder();

/** Copies, and returns the checked JSON. */
async function copied(...args: string[]): Promise<CopyResult & { code: number }> {
  const { code, stdout, stderr } = await run(['copy', ...args, '--json', '-']);
  expect(stderr).toBe('');
  return { code, ...copyResultSchema.parse(JSON.parse(stdout)) };
}

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

describe('copy with the transformer', () => {
  const deBruijn = file('de-bruijn.txt', deBruijnString(3, 5).join(' '));

  test('copies a de Bruijn string of 247 letters in exact rationals, with n = 5', async () => {
    const result = await copied('--alphabet', '3', '--tokens', deBruijn, '--ngram', '5', '--arithmetic', 'exact');
    expect(result).toMatchObject({
      code: 0,
      model: 'transformer',
      machine: null,
      arithmetic: 'exact',
      mode: 'generate',
      alphabetSize: 3,
      length: 247,
      ngram: 5,
      repeatedNgram: false,
      conflictingRepeat: null,
      certified: true,
      states: null,
      stateBits: null,
      serialisedBits: null,
      stopped: null,
      copied: true,
      output: [...deBruijnString(3, 5)],
      outputBase64: null,
      outputTokens: null,
      firstMismatch: null,
    });
    expect(result.dimensions).toEqual(copyingTransformer({ alphabetSize: 3, ngram: 5, maxLength: 247 }).dimensions);
    expect(result.run.command).toBe(
      `npx verbatim copy --alphabet 3 --tokens ${deBruijn} --ngram 5 --arithmetic exact --json -`,
    );
  });

  test('fails on it with n = 4, and says why', async () => {
    const result = await copied('--alphabet', '3', '--tokens', deBruijn, '--ngram', '4', '--arithmetic', 'exact');
    const x = deBruijnString(3, 5);
    expect(result).toMatchObject({ code: 1, repeatedNgram: true, copied: false });
    expect(result.conflictingRepeat).toEqual(conflictingRepeat(x, 4));
    expect(result.firstMismatch).toBe((result.output as number[]).findIndex((token, i) => token !== x[i]));
  });

  const strings = fc
    .record({
      D: fc.integer({ min: 2, max: 5 }),
      n: fc.integer({ min: 1, max: 4 }),
      stop: fc.boolean(),
      forced: fc.boolean(),
    })
    .chain((size) =>
      fc.array(fc.nat({ max: size.D - 1 }), { minLength: 1, maxLength: 30 }).map((x) => ({ ...size, x })),
    );

  property.prop([strings], { numRuns: 60 })('says what the library says', async ({ D, n, x, stop, forced }) => {
    const args = ['--alphabet', String(D), '--tokens', JSON.stringify(x), '--ngram', String(n)];
    const result = await copied(...args, ...(stop ? ['--stop'] : []), '--mode', forced ? 'teacher-forced' : 'generate');
    const size = { alphabetSize: D, ngram: n, maxLength: x.length, stop };
    const runner = copyRunner(copyingTransformer(size), float64());
    const output = [...(forced ? teacherForcedCopy : generateCopy)(runner, x)];
    const copies = output.every((token, i) => token === x[i]);
    const looked = stop ? [...x, D + 1] : x;
    expect(result).toMatchObject({
      code: copies ? 0 : 1,
      copied: copies,
      output,
      repeatedNgram: repeatedNgram(x, n) !== null,
      conflictingRepeat: conflictingRepeat(looked, n),
      certified: certificate(size, float64()).certified,
    });
    // The exact law; for the stop variant it is about the answer with its end.
    expect(copies && result.stopped !== false).toBe(result.conflictingRepeat === null);
  });

  test('takes the smallest n that has no conflicting repeat', async () => {
    const x = [0, 0, 1, 0, 0, 1, 1, 0, 1];
    const args = ['--alphabet', '2', '--tokens', JSON.stringify(x)];
    expect(await copied(...args)).toMatchObject({ code: 0, ngram: smallestNgramWithoutConflict(x) });
    const stopping = await copied(...args, '--stop');
    expect(stopping).toMatchObject({ code: 0, ngram: smallestNgramWithoutConflict([...x, 3]), stopped: true });
  });

  test('reports a stop in the wrong place, in both modes', async () => {
    const args = ['--alphabet', '2', '--tokens', '[0,1,1,0,1]', '--ngram', '2', '--stop'];
    for (const mode of ['generate', 'teacher-forced']) {
      const result = await copied(...args, '--mode', mode);
      expect(result).toMatchObject({
        ngram: 2,
        stopped: false,
        conflictingRepeat: { first: 0, second: 3, next: [1, 3] },
      });
      expect(result.output).toHaveLength(5);
    }
  });

  test('copies a text as text, and bytes that are none as base64', async () => {
    expect(await copied('--text', 'to be or not to bé')).toMatchObject({
      code: 0,
      output: 'to be or not to bé',
      alphabetSize: 256,
    });
    const bom = file('bom.txt', Uint8Array.of(0xef, 0xbb, 0xbf, 97, 98));
    expect(await copied('--file', bom, '--alphabet', '256')).toMatchObject({ output: '\ufeffab', length: 5 });
    const binary = file('binary', Uint8Array.of(255, 0, 254, 10));
    expect(await copied('--file', binary)).toMatchObject({
      code: 0,
      output: null,
      outputBase64: '/wD+Cg==',
      outputTokens: null,
    });
  });

  test('copies one letter, with an n far beyond it', async () => {
    for (const arithmetic of ['exact', 'f64', 'f32'])
      expect(
        await copied('--alphabet', '2', '--tokens', '[1]', '--ngram', '100', '--arithmetic', arithmetic),
      ).toMatchObject({ code: 0, output: [1], ngram: 100, repeatedNgram: false, arithmetic });
  });

  test('says that a string is beyond the certificate, and runs it all the same', async () => {
    const args = ['--alphabet', '2', '--tokens', '[1,0,1]', '--ngram', '3000'];
    expect(await copied(...args, '--arithmetic', 'f32')).toMatchObject({ certified: false, copied: true });
    expect(await copied(...args, '--arithmetic', 'f64')).toMatchObject({ certified: true, copied: true });
  });

  test('reads tokens from JSON, a JSON file, and a list in a file', async () => {
    for (const tokens of [
      ' [0,1, 2]',
      file('t.json', '\n[0,1,2]\n'),
      file('t.csv', '0,1, 2\n'),
      file('t.txt', ' 0\n1\t2 '),
    ])
      expect((await copied('--alphabet', '3', '--tokens', tokens)).output).toEqual([0, 1, 2]);
  });

  test('prints a summary for people', async () => {
    const good = await run(['copy', '--text', 'so say so again']);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout.replaceAll(/\d\.\d\d s/g, '0.00 s')).toMatchInlineSnapshot(`
      "15 letters over an alphabet of 256
      n = 4: no n-gram is repeated, no repeat conflicts
      transformer with 5 + 1 heads, embedding 10, keys 36 wide, largest layer 110
      f64 arithmetic; certified for every string of this length without a conflicting repeat: yes
      copied: all 15 letters, generated one by one, in 0.00 s
      "
    `);
    const bad = await run(['copy', '--text', 'so say so\tagain', '--ngram', '2', '--stop']);
    expect(bad).toMatchObject({ code: 1, stderr: '' });
    expect(bad.stdout.replaceAll(/\d\.\d\d s/g, '0.00 s')).toMatchInlineSnapshot(`
      "15 letters over an alphabet of 256
      n = 2: the n-grams at positions 2 and 6 are equal and followed by 97 and by 111
      transformer with 3 + 1 heads, embedding 10, keys 18 wide, largest layer 92
      f64 arithmetic; certified for every string of this length without a conflicting repeat: yes
      not copied: 3 of 15 letters are right, position 2 is the first that is wrong; generated one by one, in 0.00 s
      there  so[ ]say so\\x09again
      came   so[)]again<COPY>so)aga
      did not stop after exactly the last letter
      "
    `);
  });

  test('shows a bar on a terminal', async () => {
    const stderr = recorder({ isTTY: true, columns: 80 });
    await run(['copy', '--text', 'again', '--json', '-'], { stderr });
    expect(stderr.text).toContain('of 5 letters');
  });
});

describe('copy with a GSSM', () => {
  const cases = fc.record({
    family: fc.constantFrom('register', 'prefix', 'window', 'constant'),
    bits: fc.integer({ min: 0, max: 40 }),
    x: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 20 }),
    forced: fc.boolean(),
  });

  property.prop([cases], { numRuns: 60 })('says what the library says', async ({ family, bits, x, forced }) => {
    const result = await copied(
      '--model',
      `gssm:${family}`,
      '--state-bits',
      String(bits),
      '--alphabet',
      '3',
      '--tokens',
      JSON.stringify(x),
      '--mode',
      forced ? 'teacher-forced' : 'generate',
    );
    const machine = machineForBits(family as 'register', 3, x.length, BigInt(bits));
    const output = [...(forced ? machineForced : machineCopy)(machine, x)];
    const copies = output.every((letter, i) => letter === x[i]);
    expect(result).toMatchObject({
      code: copies ? 0 : 1,
      model: `gssm:${family}`,
      machine: machine.name,
      states: String(machine.states),
      stateBits: stateBits(machine.states),
      serialisedBits: machine.serialisedBits,
      output,
      copied: copies,
      arithmetic: null,
      ngram: null,
      repeatedNgram: null,
      conflictingRepeat: null,
      dimensions: null,
      certified: null,
      stopped: null,
    });
  });

  test('tells about n-grams only when it is asked to', async () => {
    const result = await copied('--model', 'gssm:constant', '--text', 'aaab', '--ngram', '1');
    expect(result).toMatchObject({
      code: 1,
      ngram: 1,
      repeatedNgram: true,
      conflictingRepeat: { first: 0, second: 2, next: [97, 98] },
    });
  });

  test('keeps as many bits as the string has, and no more are needed', async () => {
    const x = '[0,1,1,0,1,0,0,1]';
    const args = ['--model', 'gssm:register', '--alphabet', '2', '--tokens', x, '--state-bits'];
    expect(await copied(...args, '8')).toMatchObject({ code: 0, states: '256', stateBits: 8, serialisedBits: 8 });
    expect(await copied(...args, '7')).toMatchObject({ code: 1, states: '128', stateBits: 7, serialisedBits: 7 });
    expect(await copied(...args, '99999999999999999999999')).toMatchObject({ code: 0, states: '256' });
  });

  test('runs a table', async () => {
    const table = file('table.json', JSON.stringify(TABLE));
    const args = ['--model', `gssm:${table}`, '--alphabet', '2', '--tokens'];
    expect(await copied(...args, '[0,1,1]')).toMatchObject({
      code: 1,
      output: [1, 1, 1],
      machine: table,
      states: '2',
      stateBits: 1,
      serialisedBits: 1,
      firstMismatch: 0,
    });
    expect(await copied(...args, '[1,1,1]')).toMatchObject({ code: 0, output: [1, 1, 1] });
  });

  test('prints a summary, huge numbers as powers of ten', async () => {
    const text = 'The state keeps the end of what it read. '.repeat(30);
    const { code, stdout } = await run(['copy', '--model', 'gssm:prefix', '--state-bits', '8192', '--text', text]);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\d\.\d\d s/g, '0.00 s')).toMatchInlineSnapshot(`
      "1,230 letters over an alphabet of 256
      prefix(k=1023): 8.5e+2463 states, 8,185 bits; a stored state takes 8,186
      not copied: 1,023 of 1,230 letters are right, position 1023 is the first that is wrong; generated one by one, in 0.00 s
      there  … end of what it read[.] The state keeps the…
      came   … end of what it read[\\x00]\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00…
      "
    `);
  });
});

test('--json FILE is written in one step, beside the summary', async () => {
  const target = path('result.json');
  const { code, stdout } = await run(['copy', '--text', 'abab', '--ngram', '1', '--json', target]);
  expect(code).toBe(0);
  expect(stdout).toContain('copied: all 4 letters');
  expect(copyResultSchema.parse(JSON.parse(readFileSync(target, 'utf8'))).copied).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
});

test('--json with a symbolic link writes where it leads and leaves the link', async () => {
  symlinkSync('linked.json', path('link.json'));
  for (const text of ['ab', 'abc']) {
    expect(await run(['copy', '--text', text, '--json', path('link.json')])).toMatchObject({ code: 0 });
    expect(readlinkSync(path('link.json'))).toBe('linked.json');
    expect(copyResultSchema.parse(JSON.parse(readFileSync(path('linked.json'), 'utf8'))).output).toBe(text);
  }
});
