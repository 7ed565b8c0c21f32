import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as bench from './index.js';

it('the example of the README prints what its comments say', async () => {
  const readme = new URL('../README.md', import.meta.url);
  const { shown, printed } = await runReadmeExample(readme, { '@verbatim/bench': bench });
  expect(shown.length).toBeGreaterThan(0);
  expect(printed).toEqual(shown);
});
