import { describe, expect, test } from 'vitest';
import { copyingTransformer } from './copying-transformer.js';
import { namedWeights } from './named-weights.js';
import { safetensors } from './safetensors.js';
import { toDense } from './sparse-matrix.js';

describe('the safetensors file', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2, maxLength: 10 });
  const file = safetensors(construction);
  const headerLength = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength)));

  test('holds every weight, embedding and unembedding included, bit for bit', () => {
    const names = Object.keys(header).filter((name) => name !== '__metadata__');
    expect(names).toEqual([...namedWeights(construction.weights)].map(({ name }) => name));
    for (const { name, matrix } of namedWeights(construction.weights)) {
      const { dtype, shape, data_offsets: offsets } = header[name];
      expect([dtype, shape]).toEqual(['F64', [matrix.rows, matrix.columns]]);
      const bytes = file.slice(8 + headerLength + offsets[0], 8 + headerLength + offsets[1]);
      expect(new Float64Array(bytes.buffer)).toEqual(toDense(matrix));
    }
  });

  test('starts tensors at a multiple of eight bytes and leaves no gaps', () => {
    expect((8 + headerLength) % 8).toBe(0);
    const ends = Object.entries(header).filter(([name]) => name !== '__metadata__') as [
      string,
      { data_offsets: number[] },
    ][];
    ends.forEach(([, { data_offsets }], i) => {
      expect(data_offsets[0]).toBe(i === 0 ? 0 : ends[i - 1][1].data_offsets[1]);
    });
    expect(8 + headerLength + ends.at(-1)![1].data_offsets[1]).toBe(file.length);
  });

  test('says in its metadata what the matrices leave out', () => {
    expect(header.__metadata__).toMatchObject({
      softmax_base: '2',
      B: String(construction.softmaxScale),
      windows: '1,2,3;Infinity',
      alphabet_size: '3',
      ngram: '2',
      max_length: '10',
      stop: 'false',
    });
  });

  test('names the longest string of the fixed T by its length, Dⁿ + n − 1', () => {
    const fixed = new TextDecoder().decode(safetensors(copyingTransformer({ alphabetSize: 3, ngram: 3 })));
    expect(fixed).toContain('"max_length":"29"');
  });

  test('refuses dense weights beyond a gibibyte', () => {
    const large = copyingTransformer({ alphabetSize: 256, ngram: 1000, maxLength: 10 });
    expect(() => safetensors(large)).toThrow('at most 1 GiB is written');
  });
});
