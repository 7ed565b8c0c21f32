import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { expect, test } from 'vitest';
import * as transformer from './index.js';

test('the example of the README prints what its comments say', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example] = readme.match(/```js\n([\s\S]*?)```/)!;
  const expected = [...example!.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  const printed: string[] = [];
  const log = (...values: unknown[]) => printed.push(format(...values));
  const body = example!.replace(/import (\{[^}]*\}) from '@verbatim\/transformer';/, 'const $1 = transformer;');
  new Function('transformer', 'console', body)(transformer, { log });
  expect(expected.length).toBe(5);
  expect(printed).toEqual(expected);
});
