import { execFileSync } from 'node:child_process';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { commandLine } from './command-line.js';

test.prop([fc.array(fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '\n', '*', 'é', ';', '-') }))], {
  numRuns: 20,
})('a shell takes a command line apart into the same arguments', (args) => {
  const line = commandLine(args).replace('npx verbatim', `printf '%s\\0'`);
  const parts = args.length === 0 ? '' : execFileSync('sh', ['-c', line], { encoding: 'utf8' });
  expect(parts.split('\0').slice(0, -1)).toEqual(args);
});
