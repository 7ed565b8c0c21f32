import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import * as gpu from '@verbatim/gpu';
import { expect, it } from 'vitest';
import * as kernels from './index.js';

it('the example of the README prints what its comments say', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example] = readme.match(/```js\n([\s\S]*?)```/)!;
  const expected = [...example!.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  const printed: string[] = [];
  const log = (...values: unknown[]) => printed.push(format(...values));
  const body = example!.replaceAll(/import (\{[^}]*\}) from '@verbatim\/(\w+)';/g, 'const $1 = $2;');
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await new AsyncFunction('gpu', 'kernels', 'console', body)(gpu, kernels, { log });
  expect(expected.length).toBeGreaterThan(0);
  expect(printed).toEqual(expected);
});
