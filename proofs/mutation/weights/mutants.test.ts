import { copyingTransformer, namedWeights, toDense } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { mutantCount, mutantsOf } from './mutants.js';

const construction = copyingTransformer({ alphabetSize: 3, ngram: 2 });
const dense = ({ weights }: typeof construction) =>
  new Map([...namedWeights(weights)].map(({ name, matrix }) => [name, [...toDense(matrix)]]));
const windows = ({ weights }: typeof construction) => weights.blocks[0]!.heads.map(({ window }) => window);

it('changes one matrix or one window, each mutant another way', () => {
  const before = dense(construction);
  const mutants = [...mutantsOf(construction)];
  expect(mutants).toHaveLength(mutantCount(construction));
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  for (const { matrix, construction: mutant } of mutants) {
    const changed = [...dense(mutant)].filter(([name, weights]) => `${weights}` !== `${before.get(name)}`);
    expect(changed.map(([name]) => name)).toEqual(matrix === 'window' ? [] : [matrix]);
    expect(`${windows(mutant)}` === `${windows(construction)}`).toBe(matrix !== 'window');
  }
});

it('negates, doubles and drops', () => {
  const weights = (name: string) => {
    const { matrix, construction: mutant } = [...mutantsOf(construction)].find((mutant) => mutant.name === name)!;
    return dense(mutant).get(matrix)!.slice(0, 8);
  };
  expect(dense(construction).get('embedding')!.slice(0, 8)).toEqual([-1, -1, 0, 0, 1, -1, 0, 0]);
  expect(weights('embedding negated').map((x) => x + 0)).toEqual([1, 1, 0, 0, -1, 1, 0, 0]);
  expect(weights('embedding row 1 doubled')).toEqual([-1, -1, 0, 0, 2, -2, 0, 0]);
  expect(weights('embedding row 0 dropped')).toEqual([0, 0, 0, 0, 1, -1, 0, 0]);
});
