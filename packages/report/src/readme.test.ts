import { expect, test } from 'vitest';
import { runReadmeExample } from '../../../readme-example.shared.ts';
import * as report from './index.js';

test('the README shows what its example prints', async () => {
  const { shown, printed } = await runReadmeExample(new URL('../README.md', import.meta.url), {
    '@verbatim/report': report,
  });
  expect(shown).toHaveLength(3);
  expect(printed).toEqual(shown);
});
