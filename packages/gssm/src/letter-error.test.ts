import { describe, expect, it } from 'vitest';
import type { Gssm } from './gssm.js';
import { letterError } from './letter-error.js';
import { stringsOf } from './machines.testing.js';
import { prefixMachine } from './prefix.js';
import { randomAutomaton } from './random-automaton.js';
import { registerMachine } from './register.js';
import { generateCopy, teacherForcedCopy } from './run.js';
import { windowMachine } from './window.js';

describe('the letter error of a machine', () => {
  it.each([
    [2, 5],
    [3, 3],
  ])('is counted over all strings, in both modes: D = %i, L = %i', (D, L) => {
    const machines: Gssm<unknown>[] = [
      ...[0, 1, 2, L].flatMap((k) => [registerMachine(D, L, k), prefixMachine(D, L, k), windowMachine(D, L, k)]),
      ...[1, 2, 3].map((seed) => randomAutomaton(D, 5, seed)),
    ];
    for (const machine of machines) {
      for (const [mode, answer] of [
        ['autoregressive', generateCopy],
        ['teacher-forced', teacherForcedCopy],
      ] as const) {
        let wrong = 0;
        for (const x of stringsOf(D, L)) wrong += [...answer(machine, x)].filter((letter, i) => letter !== x[i]).length;
        expect(letterError(machine, L, mode)).toEqual({ wrong: BigInt(wrong), letters: BigInt(L * D ** L) });
      }
    }
  });

  it('is that of guessing for letters that are not kept', () => {
    // 2 of 6 letters are kept, and of the others one in three is right.
    expect(letterError(prefixMachine(3, 6, 2), 6, 'autoregressive')).toEqual({ wrong: 1944n, letters: 4374n });
    expect(() => letterError(prefixMachine(3, 6, 2), 0, 'teacher-forced')).toThrow(RangeError);
  });
});
