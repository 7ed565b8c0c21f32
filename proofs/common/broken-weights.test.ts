import { conflictingRepeat } from '@verbatim/tasks';
import {
  copyingTransformer,
  copyRunner,
  exhaustTeacherForced,
  float64,
  GATE_STRENGTH,
  namedWeights,
  toDense,
} from '@verbatim/transformer';
import { describe, expect, it } from 'vitest';
import {
  withBrokenGate,
  withGateStrength,
  withKeysAtOwnToken,
  withUnmergedFlags,
  withWeight,
  withWindowOffByOne,
} from './broken-weights.js';

const sizes = [2, 3].flatMap((alphabetSize) => [1, 2, 3].map((ngram) => ({ alphabetSize, ngram })));
const constructions = sizes.flatMap((size) =>
  [false, true].map((stop) => copyingTransformer({ ...size, stop, maxLength: 6 })),
);

const changes = {
  withBrokenGate,
  withKeysAtOwnToken,
  withUnmergedFlags,
  'a window of one more': (c: (typeof constructions)[number]) => withWindowOffByOne(c),
  'a window of one less': (c: (typeof constructions)[number]) => withWindowOffByOne(c, c.ngram + 1, -1),
  'one weight': (c: (typeof constructions)[number]) => withWeight(c, 'blocks.1.heads.0.value', 0, c.layout.value, 0),
};

/** With n = 1 a gate guards slot 2 of the key alone, and the look-up survives what leaks there when D is 3. */
const harmless = (name: string, { ngram, alphabetSize }: (typeof constructions)[number]) =>
  name === 'withBrokenGate' && ngram === 1 && alphabetSize > 2;

describe.each(Object.entries(changes))('%s', (name, change) => {
  it.each(constructions.filter((construction) => !harmless(name, construction)))(
    'makes strings without a conflicting repeat fail (D = $alphabetSize, n = $ngram, stop: $stop)',
    (construction) => {
      const runner = copyRunner(change(construction), float64());
      const wrong = [1, 2, 3, 4, 5, 6].flatMap((length) =>
        [...exhaustTeacherForced(runner, length)].filter(
          ({ letters, copied }) => !copied && conflictingRepeat(letters, construction.ngram) === null,
        ),
      );
      expect(wrong.length).toBeGreaterThan(0);
    },
  );

  it('leaves the construction that it was given as it was', () => {
    const construction = copyingTransformer({ alphabetSize: 3, ngram: 2 });
    const before = weightsOf(construction);
    expect(weightsOf(change(construction))).toHaveLength(before.length);
    expect(weightsOf(construction)).toEqual(before);
    expect(construction.weights.blocks[0]!.heads.map(({ window }) => window)).toEqual([1, 2, 3]);
  });
});

it('gives gates the strength that is asked for', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2, stop: true });
  expect(weightsOf(withGateStrength(construction, GATE_STRENGTH))).toEqual(weightsOf(construction));
  expect(weightsOf(withGateStrength(construction, 0))).toEqual(weightsOf(withBrokenGate(construction)));
  expect(weightsOf(withGateStrength(construction, 1))).not.toEqual(weightsOf(construction));
});

it('changes one weight and no other', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2 });
  const changed = withWeight(construction, 'blocks.0.mlp.outer', 0, 1, 7);
  const differences = weightsOf(construction).flatMap(([name, dense], i) =>
    [...dense].flatMap((value, place) => (weightsOf(changed)[i]![1][place] === value ? [] : [[name, place]])),
  );
  expect(differences).toEqual([['blocks.0.mlp.outer', 1]]);
});

it('refuses a matrix, an entry or a head that does not exist', () => {
  const construction = copyingTransformer({ alphabetSize: 3, ngram: 2 });
  expect(() => withWeight(construction, 'blocks.2.mlp.outer', 0, 1, 7)).toThrow(RangeError);
  expect(() => withWeight(construction, 'blocks.1.mlp.outer', 99, 1, 7)).toThrow(RangeError);
  expect(() => withWindowOffByOne(construction, 4)).toThrow(RangeError);
  expect(() => withWindowOffByOne(construction, 1, -1)).toThrow(RangeError);
});

function weightsOf({ weights }: (typeof constructions)[number]): [string, Float64Array][] {
  return [...namedWeights(weights)].map(({ name, matrix }) => [name, toDense(matrix)]);
}
