import { describe, expect, it } from 'vitest';
import { LAST_LETTER as table } from './machines.testing.js';
import { parseTable } from './table.js';

describe('a machine table', () => {
  it('is taken as it is, without members that are not of a table', () => {
    expect(parseTable({ ...table, note: 'by hand' })).toEqual(table);
  });

  const rowOf = 'accepted is a list of 4 next states: one for each letter 0 to 1, then BOS, then COPY';
  it.each([
    ['null', null, 'is null; accepted is an object with alphabet, states, start, update and output'],
    ['a list', [], 'is a list; accepted is an object with alphabet, states, start, update and output'],
    ['a string', 'x', 'is "x"; accepted is an object with alphabet, states, start, update and output'],
    ['nothing', undefined, 'is missing; accepted is an object with alphabet, states, start, update and output'],
    ['no alphabet', {}, 'alphabet is missing; accepted is the number of letters, an integer of at least 2'],
    [
      'one letter',
      { ...table, alphabet: 1 },
      'alphabet is 1; accepted is the number of letters, an integer of at least 2',
    ],
    [
      'half a letter',
      { ...table, alphabet: 2.5 },
      'alphabet is 2.5; accepted is the number of letters, an integer of at least 2',
    ],
    [
      'letters in words',
      { ...table, alphabet: 'two' },
      'alphabet is "two"; accepted is the number of letters, an integer of at least 2',
    ],
    ['no states', { ...table, states: 0 }, 'states is 0; accepted is the number of states, an integer of at least 1'],
    ['a start outside', { ...table, start: 2 }, 'start is 2; accepted is a state, an integer from 0 to 1'],
    ['a negative start', { ...table, start: -1 }, 'start is -1; accepted is a state, an integer from 0 to 1'],
    ['no start', { ...table, start: undefined }, 'start is missing; accepted is a state, an integer from 0 to 1'],
    ['no rows', { ...table, update: undefined }, 'update is missing; accepted is a list of 2 rows, one for each state'],
    [
      'rows that are no list',
      { ...table, update: {} },
      'update is an object; accepted is a list of 2 rows, one for each state',
    ],
    [
      'a row missing',
      { ...table, update: table.update.slice(1) },
      'update has 1 entries; accepted is a list of 2 rows, one for each state',
    ],
    [
      'a row too many',
      { ...table, update: [...table.update, [0, 0, 0, 0]] },
      'update has 3 entries; accepted is a list of 2 rows, one for each state',
    ],
    ['a row of three', { ...table, update: [table.update[0], [0, 1, 0]] }, `update[1] has 3 entries; ${rowOf}`],
    ['a row of five', { ...table, update: [[0, 1, 0, 0, 0], table.update[1]] }, `update[0] has 5 entries; ${rowOf}`],
    ['a row that is no list', { ...table, update: [table.update[0], 7] }, `update[1] is 7; ${rowOf}`],
    [
      'a state outside',
      { ...table, update: [[0, 1, 0, 9], table.update[1]] },
      'update[0][3] is 9; accepted is a state, an integer from 0 to 1',
    ],
    [
      'a state between',
      { ...table, update: [[0, 0.5, 0, 0], table.update[1]] },
      'update[0][1] is 0.5; accepted is a state, an integer from 0 to 1',
    ],
    [
      'a state in quotes',
      { ...table, update: [['0', 1, 0, 0], table.update[1]] },
      'update[0][0] is "0"; accepted is a state, an integer from 0 to 1',
    ],
    [
      'no outputs',
      { ...table, output: undefined },
      'output is missing; accepted is a list of 2 letters, one for each state',
    ],
    [
      'an output missing',
      { ...table, output: [0] },
      'output has 1 entries; accepted is a list of 2 letters, one for each state',
    ],
    ['BOS as output', { ...table, output: [0, 2] }, 'output[1] is 2; accepted is a letter, an integer from 0 to 1'],
    [
      'null as output',
      { ...table, output: [null, 0] },
      'output[0] is null; accepted is a letter, an integer from 0 to 1',
    ],
  ])('is refused in one line with %s', (_, json, message) => {
    expect(() => parseTable(json)).toThrow(new TypeError(`machine table: ${message}`));
  });

  it('is refused in one short line when what is wrong is long', () => {
    const parse = () => parseTable({ ...table, start: 'a\nb'.repeat(100) });
    expect(parse).toThrow(
      /^machine table: start is "a\\nba\\nb[^\n]{0,60}…"; accepted is a state, an integer from 0 to 1$/,
    );
  });
});
