import { describe, expect, test } from 'vitest';
import { readOptions } from './options.js';

describe('the command line', () => {
  test('runs every suite by default, or those that are named', () => {
    expect(readOptions([], ['a', 'b'])).toEqual({ suites: ['a', 'b'], json: null });
    expect(readOptions(['b', '--json', 'out.json'], ['a', 'b'])).toEqual({ suites: ['b'], json: 'out.json' });
  });

  test('refuses what it does not know', () => {
    expect(() => readOptions(['c'], ['a', 'b'])).toThrow(new RangeError('suite c is not known; accepted are a, b'));
    expect(() => readOptions(['--jason', 'x'], ['a'])).toThrow(/--jason/);
  });
});
