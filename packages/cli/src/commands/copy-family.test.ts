import { fc, test as property } from '@fast-check/vitest';
import {
  familyMachine,
  familyModelForBits,
  generateCopy,
  MEMBER_NAMES,
  seededWeights,
  WRITTEN_NAMES,
  writtenMachineForBits,
} from '@verbatim/gssm';
import { describe, expect, test } from 'vitest';
import { type CopyResult, copyResultSchema } from '../copy/schema.js';
import { recorder } from '../recorder.testing.js';
import { run } from '../run.testing.js';
import { temporaryFolder } from '../temporary-folder.testing.js';

const { file } = temporaryFolder();

/** Copies with a machine, and returns the checked JSON. */
async function copied(name: string, ...args: string[]): Promise<CopyResult & { code: number }> {
  const { code, stdout, stderr } = await run(['copy', '--model', `gssm:${name}`, ...args, '--json', '-']);
  expect(stderr).toBe('');
  return { code, ...copyResultSchema.parse(JSON.parse(stdout)) };
}

const onTokens = (alphabetSize: number, x: ArrayLike<number>) => [
  '--alphabet',
  String(alphabetSize),
  '--tokens',
  JSON.stringify(Array.from(x)),
];

describe('copy with a member of the family', () => {
  const cases = fc.record({
    member: fc.constantFrom(...MEMBER_NAMES),
    format: fc.constantFrom('f16', 'int4', 'fixed4.2'),
    bits: fc.integer({ min: 1400, max: 6000 }),
    seed: fc.nat(),
    x: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 8 }),
  });

  property.prop([cases], { numRuns: 30 })('says what the library says', async ({ member, format, bits, seed, x }) => {
    const args = ['--state-bits', String(bits), '--state-format', format, '--seed', String(seed)];
    const result = await copied(member, ...args, ...onTokens(3, x));
    const model = familyModelForBits(member, 3, BigInt(bits), format);
    const machine = familyMachine(model, seededWeights(model, seed));
    const output = [...generateCopy(machine, x)];
    const right = output.filter((letter, i) => letter === x[i]).length;
    expect(result).toMatchObject({
      code: right === x.length ? 0 : 1,
      copied: right === x.length,
      lettersRight: right,
      machine: machine.name,
      output,
      states: machine.states.toString(),
      serialisedBits: machine.serialisedBits,
      stateFormat: format,
      layerBits: machine.layerBits,
      arithmetic: null,
    });
    expect(result.serialisedBits).toBeLessThanOrEqual(bits);
    expect(result.run.seed).toBe(seed);
  });

  test('stores f32 with weights of seed 0 unless it is told otherwise', async () => {
    const args = ['--state-bits', '256', ...onTokens(2, [0, 1, 1])];
    const result = await copied('gru', ...args);
    expect(result).toMatchObject({ machine: 'gru(width=8, f32)', stateFormat: 'f32', serialisedBits: 256 });
    expect(await copied('gru', ...args, '--seed', '0', '--state-format', 'f32')).toMatchObject({
      output: result.output,
      states: result.states,
    });
  });

  test('takes weights from a file, and its size with them', async () => {
    // A network whose state is the sign of the last letter, said for ever: it copies what is constant.
    const tensors: Record<string, [number[], number[]]> = {
      'embedding.weight': [
        [4, 1],
        [-1, 1, 0, 0],
      ],
      'layers.0.weight_ih': [[1, 1], [80]],
      'layers.0.weight_hh': [[1, 1], [40]],
      'layers.0.bias_ih': [[1], [0]],
      'layers.0.bias_hh': [[1], [0]],
      'head.weight': [
        [2, 1],
        [-1, 1],
      ],
    };
    let at = 0;
    const entries = Object.entries(tensors).map(([name, [shape, values]]) => {
      const from = at;
      at += 4 * values.length;
      return [name, { dtype: 'F32', shape, data_offsets: [from, at] }];
    });
    const header = JSON.stringify({ __metadata__: { member: 'rnn', width: '1' }, ...Object.fromEntries(entries) });
    const length = new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer);
    const data = new Uint8Array(Float32Array.from(Object.values(tensors).flatMap(([, values]) => values)).buffer);
    const weights = file('rnn.safetensors', Buffer.concat([length, Buffer.from(header), data]));
    const args = ['--weights', weights, '--state-format', 'fixed2.0'];
    const expected = { machine: 'rnn(width=1, fixed2.0)', states: '4', serialisedBits: 2, stateFormat: 'fixed2.0' };
    expect(await copied('rnn', ...args, ...onTokens(2, [1, 1, 1]))).toMatchObject({ code: 0, ...expected });
    expect(await copied('rnn', ...args, ...onTokens(2, [0, 0, 0, 0]), '--state-bits', '2')).toMatchObject({ code: 0 });
    expect(await copied('rnn', ...args, ...onTokens(2, [1, 1, 0]))).toMatchObject({
      code: 1,
      output: [0, 0, 0],
      lettersRight: 1,
    });
    const refused = (...more: string[]) => run(['copy', '--weights', weights, ...more]);
    expect(await refused('--model', 'gssm:rnn', '--text', 'a')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/: the model has 2 letters and the string 256; accepted is the same number\n$/),
    });
    expect(await refused('--model', 'gssm:rnn', ...onTokens(2, [1]), '--state-bits', '31')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /: the state takes 32 bits in f32; accepted is --state-bits of at least as many\n$/,
      ),
    });
    expect(await refused('--model', 'gssm:gru', ...onTokens(2, [1]))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/: metadata: member is "rnn"; accepted is "gru"\n$/),
    });
  });

  test('shows a bar on a terminal', async () => {
    const stderr = recorder({ isTTY: true, columns: 80 });
    const text = 'a'.repeat(100);
    await run(['copy', '--model', 'gssm:gru', '--state-bits', '64', '--text', text, '--json', '-'], { stderr });
    expect(stderr.text).toContain('64 of 202 tokens');
  });

  test('never writes its result over the weights', async () => {
    const weights = file('kept.safetensors', 'abc');
    const { code, stderr } = await run([
      ...['copy', '--model', 'gssm:gru', '--text', 'a', '--weights', weights, '--json', weights],
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/: this file is read by the same command; accepted is another name\n$/);
  });
});

describe('copy with written-down weights of the family', () => {
  const cases = fc.record({
    name: fc.constantFrom(...WRITTEN_NAMES),
    bits: fc.integer({ min: 9, max: 90 }),
    x: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 10 }),
  });

  property.prop([cases], { numRuns: 30 })('says what the library says', async ({ name, bits, x }) => {
    const result = await copied(name, '--state-bits', String(bits), ...onTokens(3, x));
    const { machine, format } = writtenMachineForBits(name, 3, x.length, BigInt(bits));
    const output = [...generateCopy(machine, x)];
    expect(result).toMatchObject({
      code: output.every((letter, i) => letter === x[i]) ? 0 : 1,
      machine: machine.name,
      output,
      stateFormat: format,
      layerBits: machine.layerBits,
      serialisedBits: machine.serialisedBits,
    });
    const limited = name === 'hybrid' ? machine.layerBits[0] : machine.serialisedBits;
    expect(limited).toBeLessThanOrEqual(bits);
  });

  test('a hybrid copies a text with far fewer recurrent bits than the text has, and says what its cache takes', async () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    const { code, stdout } = await run(['copy', '--model', 'gssm:hybrid', '--state-bits', '22', '--text', text]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\d+\.\d\d s/g, '0.00 s')).toMatchInlineSnapshot(`
      "44 letters over an alphabet of 256
      hybrid(counters=2x11, window=90): 7.7e+814 states, 2,707 bits; a stored state takes 2,707
      stored as counters, signs: 22 + 2,677 bits of layers, 8 of the letter to say
      copied: all 44 letters, generated one by one, in 0.00 s
      "
    `);
    expect((await run(['copy', '--model', 'gssm:hybrid', '--state-bits', '20', '--text', text])).code).toBe(1);
  });
});
