import { describe, expect, test } from 'vitest';
import { readOptions, usage } from './options.js';

describe('the command line', () => {
  test('runs every suite by default, or those that are named', () => {
    expect(readOptions([], ['a', 'b'])).toEqual({ suites: ['a', 'b'], json: null, help: false });
    expect(readOptions(['b', '--json', 'out.json'], ['a', 'b'])).toEqual({
      suites: ['b'],
      json: 'out.json',
      help: false,
    });
  });

  test.each(['--help', '-h'])('says how it is used on %s', (option) => {
    expect(readOptions([option], ['a'])).toMatchObject({ help: true });
    expect(usage(['a', 'b'])).toContain('SUITE        a, b;');
  });

  test.each([
    [['c'], 'suite c is not known; accepted are a, b'],
    [['--jason', 'x'], "Unknown option '--jason'; accepted are --json FILE and --help"],
    [['--json'], "Option '--json <value>' argument missing; accepted are --json FILE and --help"],
    [['--help=yes'], "Option '-h, --help' does not take an argument; accepted are --json FILE and --help"],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readOptions(args, ['a', 'b'])).toThrow(new RangeError(message));
  });
});
