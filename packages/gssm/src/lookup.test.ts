import { fc, test } from '@fast-check/vitest';
import { prefixLookupExample, suffixLookupExample, unambiguousKeys, vocabulary } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { generateAnswer } from './answer.js';
import { everyState, keyOf, serialised, stringsOf } from './machines.testing.js';
import { prefixLookupMachine } from './prefix-lookup.js';
import { suffixLookupMachine } from './suffix-lookup.js';

describe('a key that comes first', () => {
  it.each([
    [2, 2, 1, 7],
    [2, 3, 2, 8],
    [3, 1, 2, 5],
  ])('is found in every string: D = %i, n = %i, k = %i, L up to %i', (D, n, k, longest) => {
    const machine = serialised(prefixLookupMachine(D, n, k));
    for (let length = n + k; length <= longest; length++) {
      for (const x of stringsOf(D, length)) {
        for (const at of unambiguousKeys(x, n, k)) {
          const { prompt, answer } = prefixLookupExample(x, at, n, k, vocabulary(D));
          expect([...generateAnswer(machine, prompt, k)]).toEqual([...answer]);
        }
      }
    }
  });

  test.prop([fc.array(fc.nat({ max: 3 }), { minLength: 5, maxLength: 300 }), fc.integer({ min: 1, max: 4 })])(
    'is found in long strings, with the same states',
    (x, n) => {
      const machine = prefixLookupMachine(4, n, 1);
      for (const at of unambiguousKeys(x, n, 1)) {
        const { prompt, answer } = prefixLookupExample(x, at, n, 1, vocabulary(4));
        expect(generateAnswer(machine, prompt, 1)).toEqual(answer);
      }
    },
  );
});

describe('a key that comes last', () => {
  it.each([
    [2, 2, 1, 5],
    [2, 1, 2, 4],
    [3, 1, 1, 3],
  ])('is found in every string: D = %i, n = %i, k = %i, L = %i', (D, n, k, length) => {
    const machine = serialised(suffixLookupMachine(D, n, k, length));
    for (const x of stringsOf(D, length)) {
      for (const at of unambiguousKeys(x, n, k)) {
        const { prompt, answer } = suffixLookupExample(x, at, n, k, vocabulary(D));
        expect([...generateAnswer(machine, prompt, k)]).toEqual([...answer]);
      }
    }
  });
});

describe('the states of both machines', () => {
  it.each([
    ['prefix', prefixLookupMachine(2, 2, 1), 7n + 8n + 3n + 2n],
    ['prefix', prefixLookupMachine(3, 1, 2), 4n + 3n + 13n + 9n],
    ['suffix', suffixLookupMachine(2, 2, 1, 3), 15n + 24n + 2n],
  ] as const)('are counted, written and read back: %s', (_, machine, states) => {
    expect(machine.states).toBe(states);
    const found = everyState(machine as typeof machine & Parameters<typeof everyState>[0]);
    const keys = new Set(found.map((state) => keyOf(machine as Parameters<typeof keyOf>[0], state)));
    expect(keys.size).toBe(Number(states));
  });

  it('are all reached by prompts', () => {
    const machine = prefixLookupMachine(2, 2, 2);
    const reached = new Set<string>();
    for (const key of stringsOf(2, 2)) {
      for (let length = 1; length <= 7; length++) {
        for (const x of stringsOf(2, length)) {
          let state = machine.start;
          for (const token of [2, ...key, 3, ...x, 3, 0, 0]) {
            reached.add(keyOf(machine, state));
            state = machine.update(state, token);
          }
        }
      }
    }
    expect(reached.size).toBe(Number(machine.states));
  });

  it('are refused for keys and answers that are none', () => {
    expect(() => prefixLookupMachine(2, 0, 1)).toThrow('key length n = 0');
    expect(() => prefixLookupMachine(2, 1, 1.5)).toThrow('answer length k = 1.5');
    expect(() => suffixLookupMachine(2, 2, 2, 3)).toThrow('at most L = 3 together');
    expect(() => prefixLookupMachine(2, 1, 1).update(prefixLookupMachine(2, 1, 1).start, 9)).toThrow(RangeError);
  });
});
