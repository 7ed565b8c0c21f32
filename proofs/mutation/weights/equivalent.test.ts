import { copyingTransformer } from '@verbatim/transformer';
import { expect, it } from 'vitest';
import { reasons } from './equivalent.js';
import { mutantsOf } from './mutants.js';

it('has a reason for the second halves of flags and of special axes, and for one axis of the widest head', () => {
  const construction = copyingTransformer({ alphabetSize: 2, ngram: 1, maxLength: 4 });
  const reasonFor = reasons(construction, 4);
  const explained = [...mutantsOf(construction)].filter((mutant) => reasonFor(mutant) !== null);
  // Gates of slots 1 and 2: rows 2 and 3, and 6 and 7, are the flag's; the value has BOS in 10 and 11, COPY in 12 and 13.
  expect([...new Set(explained.map(({ matrix, row }) => `${matrix} ${row}`))]).toEqual([
    'blocks.0.heads.1.value 2',
    'blocks.0.mlp.inner 3',
    'blocks.0.mlp.inner 7',
    'blocks.0.mlp.inner 11',
    'blocks.0.mlp.inner 13',
    'blocks.1.mlp.inner 3',
    'blocks.1.mlp.inner 5',
  ]);
});
