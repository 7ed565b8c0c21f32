import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import {
  bfloat16,
  certificate,
  copyingTransformer,
  entries,
  float64,
  inspect,
  largestCertifiedLength,
  namedWeights,
  safetensors,
} from '@verbatim/transformer';
import { describe, expect, test } from 'vitest';
import { inspectResultSchema } from '../inspect/schema.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { path, file, folder } = temporaryFolder();

/** Inspects, and returns the checked JSON. */
async function inspected(...args: string[]) {
  const { code, stdout, stderr } = await run(['inspect', ...args, '--json', '-']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return inspectResultSchema.parse(JSON.parse(stdout));
}

describe('inspect', () => {
  test('lists dimensions, every weight and the certificates', async () => {
    const result = await inspected('--alphabet', '3', '--ngram', '2', '--max-length', '10');
    const construction = copyingTransformer({ alphabetSize: 3, ngram: 2, maxLength: 10 });
    expect(result).toMatchObject({
      alphabetSize: 3,
      ngram: 2,
      maxLength: '10',
      softmaxBase: 2,
      softmaxScale: construction.softmaxScale,
      dimensions: construction.dimensions,
      weightsFile: null,
      length: null,
      arithmetic: null,
      positions: null,
    });
    expect(result.weights).toEqual(
      [...namedWeights(construction.weights)].map(({ name, matrix }) => ({
        name,
        shape: [matrix.rows, matrix.columns],
        nonZero: [...entries(matrix)].length,
        entries: [...entries(matrix)],
      })),
    );
    expect(result.certificates.map(({ arithmetic }) => arithmetic)).toEqual(['f64', 'f32', 'f16', 'bf16']);
    const bf16 = certificate({ alphabetSize: 3, ngram: 2, maxLength: 10 }, bfloat16());
    expect(result.certificates[3]).toEqual({
      ...bf16,
      arithmetic: 'bf16',
      visiblePositions: String(bf16.visiblePositions),
      largestCertifiedLength: String(largestCertifiedLength({ alphabetSize: 3, ngram: 2 }, bfloat16())),
      reasonPast: 'the worst rounding error exceeds the margin',
      atBound: null,
      past: { upTo: null, strings: 0, failure: null },
    });
  });

  test('shows the fixed T of the theorem without a length, and formats that are not certified', async () => {
    const result = await inspected('--alphabet', '2', '--ngram', '300');
    expect(result.maxLength).toBeNull();
    const certified = Object.fromEntries(
      result.certificates.map(({ arithmetic, certified }) => [arithmetic, certified]),
    );
    expect(certified).toMatchObject({ f64: true, bf16: false });
    expect(result.certificates[3]).toMatchObject({ largestCertifiedLength: null });
    expect(result.certificates[3]!.reason).toMatch(/do not fit 8 bits/);
  });

  test('shows what was run at the bound of each format, and what fails past it', async () => {
    const { certificates } = await inspected('--alphabet', '2', '--ngram', '2');
    const [f64, f32, f16, bf16] = certificates;
    for (const { atBound, past } of [f64!, f32!, bf16!]) {
      expect(atBound).toBeNull();
      expect(past).toEqual({ upTo: null, strings: 0, failure: null });
    }
    expect(f32!.largestCertifiedLength).toBe(String(2n ** 126n - 1n));
    expect(f32!.reasonPast).toBe('the sum of all weights may exceed 2^127 and overflow');
    expect(f16).toMatchObject({ largestCertifiedLength: '16383', atBound: null });
    const { length, letters, firstMismatch } = f16!.past.failure!;
    expect(letters).toEqual(Array(length).fill(1));
    expect(firstMismatch).toBe(length - 1);

    const long = await inspected('--alphabet', '2', '--ngram', '10');
    expect(long.certificates[3]).toMatchObject({
      largestCertifiedLength: '3',
      atBound: { every: true, strings: 8, failure: null },
    });
    expect(long.certificates[3]!.past.upTo).toBeGreaterThan(3);
  });

  test('leaves out single weights where there are too many', async () => {
    const result = await inspected('--alphabet', '256', '--ngram', '1500', '--max-length', '9');
    expect(result.weights.every(({ entries }) => entries === null)).toBe(true);
    expect(result.weights).toHaveLength(3 * 1502 + 6);
  });

  test('shows every quantity of a string at every position', async () => {
    const x = [0, 1, 1, 0, 2];
    const result = await inspected('--alphabet', '3', '--ngram', '2', '--tokens', JSON.stringify(x));
    expect(result).toMatchObject({ length: 5, arithmetic: 'f64' });
    const expected = inspect(copyingTransformer({ alphabetSize: 3, ngram: 2 }), float64(), x);
    expect(result.positions).toEqual(JSON.parse(JSON.stringify(expected)));
    const text = await inspected('--text', 'abc', '--ngram', '1');
    expect(text.alphabetSize).toBe(256);
    expect(text.positions!.slice(4).map(({ prediction }) => prediction)).toEqual([97, 98, 99]);
  });

  test('prints tables for people', async () => {
    const { code, stdout } = await run(['inspect', '--text', 'abca', '--ngram', '1', '--max-length', '5']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "D = 256 letters, n = 1: for strings of up to 5 letters
      softmax base 2, B = 5
      embedding 10 wide; heads 2 and 1; keys of block 2 9 wide
      concatenated 20 and 10; hidden 56 and 20; output 28 and 10; largest 56

      weights                    shape  non-zero
      embedding               258 × 10     2,050
      blocks.0.heads.0.query   10 × 10         0
      blocks.0.heads.0.key     10 × 10         0
      blocks.0.heads.0.value   10 × 10        10
      blocks.0.heads.1.query   10 × 10         0
      blocks.0.heads.1.key     10 × 10         0
      blocks.0.heads.1.value   10 × 10        10
      blocks.0.mlp.inner       56 × 20       112
      blocks.0.mlp.outer       28 × 56        56
      blocks.1.heads.0.query    9 × 28         9
      blocks.1.heads.0.key      9 × 28         9
      blocks.1.heads.0.value   10 × 28        10
      blocks.1.mlp.inner       20 × 10        20
      blocks.1.mlp.outer       10 × 20        20
      unembedding             258 × 10     2,050

      format  certified for L = 5  largest L certified  run at that L      smallest failure found past it  why not certified past it
      f64     yes                             4.5e+307  not run: too long  not searched: too long          the sum of all weights may exceed 2^1023 and overflow
      f32     yes                              8.5e+37  not run: too long  not searched: too long          the sum of all weights may exceed 2^127 and overflow
      f16     yes                               16,383  not run: too long  not searched: too long          the sum of all weights may exceed 2^15 and overflow
      bf16    yes                                   52  7 strings: copied  none up to L = 60               the worst rounding error exceeds the margin

      position  token  n-gram here  right keys  margin  weight on them  predicted  expected
             0    BOS            ^           0                0.000000  BOS
             1      a            a           0                0.000000  a
             2      b            b           0                0.000000  b
             3      c            c           0                0.000000  c
             4      a            a           1       2        0.999023  b
             5   COPY            ^           1       4        0.999995  a          a
             6      a            a           1       2        0.999023  b          b
             7      b            b           1       2        0.999022  c          c
             8      c            c           1       2        0.996109  a          a
      "
    `);
    const many = await run(['inspect', '--alphabet', '2', '--ngram', '100']);
    expect(many.stdout).toContain('more in the JSON');
    expect(many.stdout.split('\n').length).toBeLessThan(50);
  });

  test('writes all weights as safetensors', async () => {
    const target = path('weights.safetensors');
    const result = await inspected('--alphabet', '2', '--ngram', '2', '--weights', target);
    expect(result.weightsFile).toBe(target);
    expect(new Uint8Array(readFileSync(target))).toEqual(
      safetensors(copyingTransformer({ alphabetSize: 2, ngram: 2 })),
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('inspect refuses', () => {
  mkdirSync(path('a-folder'));
  const two = ['--alphabet', '2', '--ngram', '2'];
  test.each<[string[], RegExp]>([
    [[], /^no --ngram; accepted is --ngram n, the key length$/],
    [['--alphabet', '2'], /^no --ngram; accepted/],
    [['--ngram', '2'], /^no --alphabet; accepted is --alphabet D, the number of letters, or a string$/],
    [['--alphabet', '1', '--ngram', '2'], /^--alphabet "1": accepted/],
    [['--alphabet', '4000000000', '--ngram', '2'], /accepted is a smaller D or n$/],
    [['--alphabet', '2', '--ngram', '0'], /^--ngram "0": accepted/],
    [[...two, '--max-length', '0'], /^--max-length "0": accepted is a whole number, 1 or more/],
    [[...two, '--max-length', '1k'], /^--max-length "1k": accepted/],
    [[...two, '--max-length', '2', '--tokens', '[0,1,0]'], /^--max-length 2: the string has 3 letters; accepted/],
    [['--ngram', '2', '--tokens', '[0,1,0]'], /^--tokens without --alphabet: accepted/],
    [[...two, '--tokens', '[0,1,0]', '--text', 'a'], /^--text and --tokens are given; accepted is one of them$/],
    [[...two, '--tokens', '[0,2]'], /^--tokens: letter 2 at position 1/],
    [
      [...two, '--tokens', JSON.stringify(Array(1025).fill(0))],
      /^1,025 letters are too many .*; accepted are at most 1,024$/,
    ],
    [['--text', 'a'.repeat(1024), '--ngram', '90'], /makes [0-9,]+ numbers; accepted are at most 8,388,608/],
    [[...two, '--weights', '-'], /^--weights -: accepted is the name of a file$/],
    [
      [...two, '--weights', path('missing/w')],
      /: there is no such folder; accepted is a file in a folder that exists$/,
    ],
    [[...two, '--weights', path('a-folder')], /: there is a folder or device of this name/],
    [
      [...two, '--weights', path('same'), '--json', path('same')],
      /^--weights ".*same": --json writes to the same file/,
    ],
    [[...two, '--json', path('missing/w')], /: there is no such folder; accepted is a file in a folder that exists$/],
    [
      ['--alphabet', '2', '--ngram', '5000', '--weights', path('huge')],
      /^--weights: the dense weights take .* GiB; at most 1 GiB/,
    ],
    [
      ['--file', file('text', 'abc'), '--ngram', '2'],
      /^"--file" is no option; accepted are those that verbatim inspect --help lists$/,
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(['inspect', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^verbatim: [^\n]*\n$/);
    expect(stderr.slice('verbatim: '.length, -1)).toMatch(message);
    expect(readdirSync(folder)).not.toContain('huge');
  });
});
