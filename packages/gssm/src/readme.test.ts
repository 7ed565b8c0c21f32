import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as gssm from './index.js';

const readme = new URL('../README.md', import.meta.url);

it('the table of bits in the README is the one that bits are computed from', () => {
  const cells = (table: string) => table.replaceAll(/ *\| */g, '|').replaceAll(/\|-+/g, '|---');
  expect(cells(readFileSync(readme, 'utf8'))).toContain(cells(gssm.stateBitsTable()));
});

it('the example of the README prints what its comments say', async () => {
  const { shown, printed } = await runReadmeExample(readme, {
    '@verbatim/gssm': gssm,
  });
  expect(shown.length).toBeGreaterThan(0);
  expect(printed).toEqual(shown);
});
