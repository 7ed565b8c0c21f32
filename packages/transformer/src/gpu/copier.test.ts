import { fc, test as property } from '@fast-check/vitest';
import type { Program } from '@verbatim/gpu';
import { conflictingRepeat, deBruijnString } from '@verbatim/tasks';
import { afterAll, describe, expect, test } from 'vitest';
import { copyRunner, generateCopy, teacherForcedCopy } from '../copy.js';
import { type CopyingTransformer, copyingTransformer } from '../copying-transformer.js';
import { float64 } from '../float64.js';
import { type Entry, entries, type SparseMatrix, sparseMatrix } from '../sparse-matrix.js';
import type { Block, TransformerWeights } from '../weights.js';
import { GpuCopier, type GpuCopyMode, gpuCopy } from './copier.js';
import { testDevice, withLimits } from './device.testing.js';
import { gpuCertificate } from './gpu-certificate.js';

const MODES: readonly GpuCopyMode[] = ['generate', 'teacher-forced'];

/** Whether the stop variant, or the other, copies x by the exact law. */
function conflicts(letters: Uint32Array, { ngram, stop, vocabulary }: CopyingTransformer): boolean {
  return conflictingRepeat(stop ? [...letters, vocabulary.copy] : letters, ngram) !== null;
}

/** All strings of a length. */
function* strings(alphabetSize: number, length: number): Generator<Uint32Array> {
  for (let number = 0; number < alphabetSize ** length; number++) {
    yield Uint32Array.from({ length }, (_, i) => Math.floor(number / alphabetSize ** i) % alphabetSize);
  }
}

afterAll(async () => {
  expect((await testDevice()).ledger.liveBytes).toBe(0);
});

describe.each([false, true])('on a device, with stop = %s', (stop) => {
  test.each([1, 5])('copies exactly the binary strings of length %i without a conflict', async (length) => {
    const construction = copyingTransformer({ alphabetSize: 2, ngram: 2, maxLength: length, stop });
    expect(gpuCertificate({ alphabetSize: 2, ngram: 2, maxLength: length, stop }).certified).toBe(true);
    const exact = copyRunner(construction, float64());
    const device = await testDevice();
    for (const mode of MODES) {
      const copier = await GpuCopier.open(device, construction, length, mode);
      try {
        for (const letters of strings(2, length)) {
          const tokens = length + (stop ? 1 : 0);
          const found = await copier.run(letters, { tokens });
          const wanted = conflicts(letters, construction) ? null : generateCopy(exact, letters, { tokens });
          if (wanted === null) expect(found).not.toEqual(stop ? Uint32Array.of(...letters, 3) : letters);
          else expect(found).toEqual(wanted);
        }
      } finally {
        copier.destroy();
      }
    }
  });

  test.each([
    [2, 6],
    [3, 4],
    [5, 2],
  ])('copies a de Bruijn string over %i letters of order %i, in both modes', async (alphabetSize, ngram) => {
    const letters = deBruijnString(alphabetSize, ngram);
    // The stop variant fails where the last n-gram is at another place too, which a longer key avoids.
    const construction = copyingTransformer({ alphabetSize, ngram: ngram + 1, maxLength: letters.length, stop });
    expect(conflicts(letters, construction)).toBe(false);
    for (const mode of MODES) {
      expect(await gpuCopy(await testDevice(), construction, letters, { mode })).toEqual(letters);
    }
  });
});

test('copies bytes, and what is generated is what is predicted', async () => {
  const letters = Uint32Array.from(new TextEncoder().encode('The sea, the sea — and then the sand. The sea!'));
  const ngram = 14;
  const construction = copyingTransformer({ alphabetSize: 256, ngram, maxLength: letters.length });
  expect(gpuCertificate({ alphabetSize: 256, ngram, maxLength: letters.length }).certified).toBe(true);
  const seen: number[] = [];
  const [generated, predicted] = await Promise.all(
    MODES.map(async (mode) =>
      gpuCopy(await testDevice(), construction, letters, { mode, onTokens: (done) => seen.push(done) }),
    ),
  );
  expect(generated).toEqual(letters);
  expect(predicted).toEqual(letters);
  expect(seen).toEqual([letters.length, letters.length]);
});

test('copies a string of several chunks in tiles', async () => {
  const letters = deBruijnString(2, 11);
  const construction = copyingTransformer({ alphabetSize: 2, ngram: 11, maxLength: letters.length });
  const seen: number[] = [];
  const predicted = await gpuCopy(await testDevice(), construction, letters, {
    mode: 'teacher-forced',
    onTokens: (done, tokens) => {
      seen.push(done);
      expect(tokens.subarray(0, done)).toEqual(letters.subarray(0, done));
    },
  });
  expect(seen).toEqual([2048, 2058]);
  expect(predicted).toEqual(letters);
});

test('generates over several looks at the device', async () => {
  const letters = deBruijnString(6, 3).subarray(0, 200);
  const construction = copyingTransformer({ alphabetSize: 6, ngram: 3, maxLength: 200 });
  const seen: number[] = [];
  const device = await testDevice();
  const found = await gpuCopy(device, construction, letters, { mode: 'generate', onTokens: (done) => seen.push(done) });
  expect([found, seen]).toEqual([letters, [128, 200]]);
});

describe('a random string', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2, maxLength: 12 });
  let copier: Promise<GpuCopier> | undefined;
  const opened = () => {
    copier ??= testDevice().then((device) => GpuCopier.open(device, construction, 12, 'generate'));
    return copier;
  };
  afterAll(async () => (await copier)?.destroy());

  property.prop([fc.uint8Array({ min: 0, max: 2, minLength: 12, maxLength: 12 })], { numRuns: 25 })(
    'is copied if and only if it has no conflicting repeat',
    async (bytes) => {
      const letters = Uint32Array.from(bytes);
      const found = await (await opened()).run(letters);
      expect(found.every((token, i) => token === letters[i])).toBe(!conflicts(letters, construction));
    },
  );
});

describe('a construction that was made wrong', () => {
  // Survives none of the changes below.
  const letters = Uint32Array.from('0111101100011110', Number);
  const construction = copyingTransformer({ alphabetSize: 2, ngram: 4, maxLength: letters.length });

  const withWeights = (changed: Partial<TransformerWeights>): CopyingTransformer => ({
    ...construction,
    weights: { ...construction.weights, ...changed },
  });
  const withGather = (change: (block: Block) => Block) => {
    const [gather, lookUp] = construction.weights.blocks as [Block, Block];
    return withWeights({ blocks: [change(gather), lookUp] });
  };
  const withLookUp = (change: (block: Block) => Block) => {
    const [gather, lookUp] = construction.weights.blocks as [Block, Block];
    return withWeights({ blocks: [gather, change(lookUp)] });
  };
  const changedMatrix = (matrix: SparseMatrix, change: (entry: Entry) => Entry) =>
    sparseMatrix(matrix.rows, matrix.columns, [...entries(matrix)].map(change));
  const withWindow = (slot: number, by: number) =>
    withGather((block) => ({
      ...block,
      heads: block.heads.map((head, h) => (h === slot - 1 ? { ...head, window: head.window + by } : head)),
    }));
  /** Every gate left open: the weights that close are those of the special axes of an earlier slot. */
  const withOpenGates = () =>
    withGather((block) => {
      const { inner } = block.mlp;
      const { slotWidth } = construction.layout;
      const closing = [...construction.layout.queryGates, construction.layout.keyGates.at(-1)!].flatMap(
        ({ slot, hidden }) =>
          slot === 1
            ? []
            : Array.from({ length: 2 * slotWidth }, (_, row) => hidden + row).flatMap((row) =>
                [1, 2].map((axis): Entry => [row, (slot - 2) * 3 + axis, 4 * (slot - 1)]),
              ),
      );
      return {
        ...block,
        mlp: { ...block.mlp, inner: sparseMatrix(inner.rows, inner.columns, [...entries(inner), ...closing]) },
      };
    });

  const wrong: [string, CopyingTransformer][] = [
    ['a window one too large', withWindow(5, 1)],
    ['a window one too small', withWindow(3, -1)],
    ['B = 1', copyingTransformer({ alphabetSize: 2, ngram: 4, maxLength: letters.length, softmaxScale: 1 })],
    ['gates that never close', withOpenGates()],
    [
      'keys at their own token',
      withLookUp((block) => ({
        ...block,
        heads: block.heads.map((head) => ({ ...head, key: changedMatrix(head.query, ([r, c]) => [r, c, 1]) })),
      })),
    ],
  ];
  test.each(wrong)('comes out wrong on the device too: %s', async (_, broken) => {
    const cpu = copyRunner(broken, float64());
    expect(teacherForcedCopy(cpu, letters)).not.toEqual(letters);
    for (const mode of MODES) {
      expect(await gpuCopy(await testDevice(), broken, letters, { mode })).not.toEqual(letters);
    }
  });

  const first = (matrix: SparseMatrix, value: number) => {
    let seen = 0;
    return changedMatrix(matrix, ([r, c, v]) => [r, c, seen++ === 0 ? value : v]);
  };
  const refused: [string, CopyingTransformer, RegExp][] = [
    [
      'one weight of a gate',
      withGather((b) => ({ ...b, mlp: { ...b.mlp, inner: first(b.mlp.inner, 3) } })),
      /the gate of slot 1/,
    ],
    [
      'one weight after the gates',
      withGather((b) => ({ ...b, mlp: { ...b.mlp, outer: first(b.mlp.outer, 2) } })),
      /not a difference of two ReLUs/,
    ],
    [
      'a head that mixes its input',
      withGather((b) => ({ ...b, heads: b.heads.map((head) => ({ ...head, value: first(head.value, 2) })) })),
      /does not pass its input on/,
    ],
    [
      'a head with scores',
      withGather((b) => ({ ...b, heads: b.heads.map((head) => ({ ...head, key: head.value })) })),
      /scores that are not all 0/,
    ],
    [
      'one weight of W_q',
      withLookUp((b) => ({ ...b, heads: b.heads.map((head) => ({ ...head, query: first(head.query, 2) })) })),
      /of W_q is not one gate/,
    ],
    [
      'W_k of another size',
      withLookUp((b) => ({
        ...b,
        heads: b.heads.map((head) => ({ ...head, key: changedMatrix(head.key, ([r, c]) => [r, c, 2]) })),
      })),
      /W_k has the weight 2/,
    ],
    [
      'another value',
      withLookUp((b) => ({ ...b, heads: b.heads.map((head) => ({ ...head, value: first(head.value, 2) })) })),
      /the value is not/,
    ],
    [
      'a window in block 2',
      withLookUp((b) => ({ ...b, heads: b.heads.map((head) => ({ ...head, window: 9 })) })),
      /one head without window/,
    ],
    [
      'another MLP in block 2',
      withLookUp((b) => ({ ...b, mlp: { ...b.mlp, inner: first(b.mlp.inner, 2) } })),
      /MLP of block 2/,
    ],
    ['another base', withWeights({ softmaxBase: 3 }), /base is 3/],
    ['one block', withWeights({ blocks: construction.weights.blocks.slice(0, 1) }), /not exactly two blocks/],
    [
      'a number that f32 lacks',
      withWeights({ embedding: first(construction.weights.embedding, 0.1) }),
      /f32 does not have/,
    ],
  ];
  test.each(refused)('is refused where the kernels cannot express it: %s', async (_, broken, message) => {
    const device = await testDevice();
    await expect(GpuCopier.open(device, broken, letters.length, 'generate')).rejects.toThrow(message);
    expect(device.ledger.liveBytes).toBe(0);
  });
});

/** Its gates alone take more than the memory of a workgroup. */
const tooLongForOneDispatch = copyingTransformer({ alphabetSize: 2, ngram: 200, maxLength: 300 });

test.each([1, 130, 300])('generates %i letters where one dispatch could not hold the weights', async (tokens) => {
  const letters = deBruijnString(2, 9).subarray(0, 300);
  const device = await testDevice();
  const copier = await GpuCopier.open(device, tooLongForOneDispatch, 300, 'generate');
  try {
    expect(await copier.run(letters, { tokens })).toEqual(letters.subarray(0, tokens));
  } finally {
    copier.destroy();
  }
});

test.each([1, 2, 127, 128, 129])('generates %i letters, whichever turn is the last, and again', async (tokens) => {
  const letters = deBruijnString(2, 7);
  const construction = copyingTransformer({ alphabetSize: 2, ngram: 7, maxLength: letters.length });
  const copier = await GpuCopier.open(await testDevice(), construction, letters.length, 'generate');
  try {
    for (let run = 0; run < 2; run++) {
      expect(await copier.run(letters, { tokens })).toEqual(letters.subarray(0, tokens));
    }
  } finally {
    copier.destroy();
  }
});

describe('a copier', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 1, maxLength: 3 });

  test('refuses strings that it was not made for', async () => {
    const copier = await GpuCopier.open(await testDevice(), construction, 3, 'teacher-forced');
    try {
      await expect(copier.run([0, 1])).rejects.toThrow('the string has 2 letters; this copier is for 3');
      await expect(copier.run([0, 1, 3])).rejects.toThrow(RangeError);
      await expect(copier.run([0, 1, 2], { tokens: 5 })).rejects.toThrow('tokens is 5; a whole number from 1 to L + 1');
      expect(await copier.run([0, 1, 2])).toEqual(Uint32Array.of(0, 1, 2));
    } finally {
      copier.destroy();
      copier.destroy();
    }
    await expect(GpuCopier.open(await testDevice(), construction, 0, 'generate')).rejects.toThrow('length is 0');
  });

  test('shares the programs of its length, and those of lengths long past are forgotten', async () => {
    const real = await testDevice();
    let compiled: string[] = [];
    const device = {
      ...withLimits(real, {}),
      compile: async (program: Program) => {
        compiled.push(program.name);
        return { program };
      },
    };
    const compiledFor = async (length: number) => {
      compiled = [];
      const sized = copyingTransformer({ alphabetSize: 3, ngram: 1, maxLength: length });
      (await GpuCopier.open(device, sized, length, 'teacher-forced')).destroy();
      return compiled;
    };
    const first = await compiledFor(1);
    expect(first.length).toBeGreaterThan(0);
    expect(await compiledFor(1)).toEqual([]);
    let others = 0;
    let length = 1;
    for (; others < 64; length++) others += (await compiledFor(length + 1)).length;
    expect(await compiledFor(length)).toEqual([]);
    const again = await compiledFor(1);
    expect(again.length).toBeGreaterThan(0);
    // Lengths have some in common.
    expect(first).toEqual(expect.arrayContaining(again));
  });

  test('advances the range by one', async () => {
    const real = await testDevice();
    const texts = new Map<string, string | undefined>();
    const device = {
      ...withLimits(real, {}),
      compile: async (program: Program) => {
        texts.set(program.name, program.wgsl);
        return { program };
      },
    };
    (await GpuCopier.open(device, tooLongForOneDispatch, 3, 'generate')).destroy();
    expect(texts.get('advance')).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> range: array<u32, 2>;

      @compute @workgroup_size(1)
      fn main() {
        range[0] += 1u;
      }
      "
    `);
  });
});
