import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as gssm from './index.js';

it('the example of the README prints what its comments say', async () => {
  const { shown, printed } = await runReadmeExample(new URL('../README.md', import.meta.url), {
    '@verbatim/gssm': gssm,
  });
  expect(shown.length).toBeGreaterThan(0);
  expect(printed).toEqual(shown);
});
