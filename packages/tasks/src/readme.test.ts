import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as tasks from './index.js';

it('the example of the README prints what its comments say', async () => {
  const { shown, printed } = await runReadmeExample(new URL('../README.md', import.meta.url), {
    '@verbatim/tasks': tasks,
  });
  expect(shown.length).toBeGreaterThan(0);
  expect(printed).toEqual(shown);
});
