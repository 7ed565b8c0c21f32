import { readFileSync } from 'node:fs';
import { format } from 'node:util';

/**
 * Runs the JavaScript example of a package's README. What it prints is shown in comments behind each `console.log`.
 *
 * @param readme - where the README is.
 * @param packages - what the packages that the example imports from export, by name.
 * @returns the lines that the comments show and those that were printed: the same, if the README is right.
 */
export async function runReadmeExample(
  readme: URL,
  packages: Readonly<Record<string, object>>,
): Promise<{ readonly shown: readonly string[]; readonly printed: readonly string[] }> {
  const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? [];
  if (example === undefined) throw new Error(`${readme} has no example in JavaScript`);
  const shown = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line as string);
  const printed: string[] = [];
  const log = (...values: unknown[]) => printed.push(format(...values));
  const body = example.replaceAll(/import (\{[^}]*\}) from ('[^']*');/g, 'const $1 = packages[$2];');
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await new AsyncFunction('packages', 'console', body)(packages, { log });
  return { shown, printed };
}
