import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { stringsOf } from '../machines.testing.js';
import { generateCopy } from '../run.js';
import { familyModelOfFile } from './family-file.js';
import { type FamilyModel, familyMachine, seededWeights } from './family-machine.js';
import { readSafetensors } from './safetensors.js';
import { safetensorsFile } from './safetensors.testing.js';

const header = (value: unknown) => safetensorsFile(value, new Uint8Array(8));

describe('a safetensors file', () => {
  test.prop([
    fc.array(fc.array(fc.double(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
    // zod leaves out what is called `__proto__`, as no writer calls anything.
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.string(),
    ),
  ])('gives every number of F64 back, and the metadata', (tensors, metadata) => {
    let at = 0;
    const entries = tensors.map((values, i) => {
      const from = at;
      at += 8 * values.length;
      return [`t${i}`, { dtype: 'F64', shape: [values.length, 1], data_offsets: [from, at] }];
    });
    const data = new Uint8Array(Float64Array.from(tensors.flat()).buffer);
    const file = readSafetensors(safetensorsFile({ __metadata__: metadata, ...Object.fromEntries(entries) }, data));
    expect({ ...file.metadata }).toEqual({ ...metadata });
    tensors.forEach((values, i) => {
      expect(file.tensors.get(`t${i}`)).toEqual({ shape: [values.length, 1], values: Float64Array.from(values) });
    });
  });

  it.each([
    ['F32', [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc1], [1, -10]],
    ['F16', [0x00, 0x3c, 0xff, 0x7b, 0x01, 0x80, 0, 0], [1, 65504, -(2 ** -24), 0]],
    ['BF16', [0x80, 0x3f, 0x20, 0xc1, 0x80, 0x7f, 0, 0], [1, -10, Number.POSITIVE_INFINITY, 0]],
  ])('gives %s back as doubles', (dtype, bytes, values) => {
    const entry = { dtype, shape: [values.length], data_offsets: [0, 8] };
    const { tensors } = readSafetensors(safetensorsFile({ a: entry }, Uint8Array.from(bytes)));
    expect([...tensors.get('a')!.values]).toEqual(values);
  });

  it('may lie anywhere in a buffer', () => {
    const entry = { dtype: 'F64', shape: [], data_offsets: [0, 8] };
    const file = safetensorsFile({ a: entry }, new Uint8Array(Float64Array.of(7).buffer));
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readSafetensors(shifted.subarray(3)).tensors.get('a')).toEqual({ shape: [], values: Float64Array.of(7) });
  });

  const entry = { dtype: 'F64', shape: [1], data_offsets: [0, 8] };
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'there is no header of the length that the first 8 bytes give'],
    ['a long header', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 32), 'there is no header of the length'],
    ['no JSON', safetensorsFile('{', new Uint8Array()), 'the header is not JSON'],
    ['a list', header([]), 'the header is no object, or its metadata are not texts'],
    [
      'numbers as metadata',
      header({ __metadata__: { a: 1 } }),
      'the header is no object, or its metadata are not texts',
    ],
    ['a tensor without a type', header({ a: {} }), '"a" has no dtype, shape and data_offsets'],
    [
      'a tensor of another type',
      header({ a: { ...entry, dtype: 'I64' } }),
      '"a" is of type "I64"; accepted are F64, F32',
    ],
    [
      'a type of every object',
      header({ a: { ...entry, dtype: 'toString' } }),
      '"a" is of type "toString"; accepted are',
    ],
    ['another shape', header({ a: { ...entry, shape: [2] } }), '"a" of shape [2] does not take the bytes 0 to 8'],
    [
      'bytes past the end',
      header({ a: { ...entry, data_offsets: [8, 16] } }),
      '"a" of shape [1] does not take the bytes',
    ],
  ])('with %s is refused', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(TypeError);
    expect(() => readSafetensors(file)).toThrow(`safetensors file: ${message}`);
  });
});

describe('a model in a file', () => {
  const model: FamilyModel = {
    member: 'linear-attention',
    hyperparameters: { width: 3, heads: 1, keys: 2, values: 2 },
    layers: 2,
    alphabetSize: 2,
    format: 'f16',
  };
  const weights = seededWeights(model, 5);
  const metadata = { member: 'linear-attention', width: '3', heads: '1', keys: '2', values: '2', layers: '2' };
  const read = (changes: Record<string, string> = {}) => ({ metadata: { ...metadata, ...changes }, tensors: weights });

  it('is the model that it was written from', () => {
    expect(familyModelOfFile(read(), 'linear-attention', 'f16')).toEqual(model);
    const names = [...weights.keys()];
    let at = 0;
    const entries = names.map((name) => {
      const { shape, values } = weights.get(name)!;
      const from = at;
      at += 8 * values.length;
      return [name, { dtype: 'F64', shape, data_offsets: [from, at] }];
    });
    const data = Float64Array.from(names.flatMap((name) => [...weights.get(name)!.values]));
    const file = readSafetensors(
      safetensorsFile({ __metadata__: metadata, ...Object.fromEntries(entries) }, new Uint8Array(data.buffer)),
    );
    const machine = familyMachine(familyModelOfFile(file, 'linear-attention', 'f16'), file.tensors);
    for (const x of stringsOf(2, 5))
      expect(generateCopy(machine, x)).toEqual(generateCopy(familyMachine(model, weights), x));
  });

  it('is refused when it is of another member, or does not say what it is', () => {
    expect(() => familyModelOfFile(read(), 'gru', 'f16')).toThrow(
      'metadata: member is "linear-attention"; accepted is "gru"',
    );
    expect(() => familyModelOfFile(read({ heads: '1.5' }), 'linear-attention', 'f16')).toThrow(
      'metadata: heads is "1.5"; accepted is a whole number in decimal digits',
    );
    expect(() => familyModelOfFile({ metadata: {}, tensors: weights }, 'gru', 'f16')).toThrow('member is null');
    expect(() => familyModelOfFile({ metadata, tensors: new Map() }, 'linear-attention', 'f16')).toThrow(
      'weights: head.weight is missing',
    );
  });
});
