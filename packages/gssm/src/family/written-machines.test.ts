import { fc, test } from '@fast-check/vitest';
import { randomSource } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { exhaustiveError } from '../exhaustive-error.js';
import { lowerBound } from '../lower-bound.js';
import { keyOf, reachableStates, serialised, stringsOf } from '../machines.testing.js';
import { registerMachine } from '../register.js';
import { generateCopy, teacherForcedCopy } from '../run.js';
import { deltanetRegister } from './written/deltanet-register.js';
import { hybridCounterBits, hybridMachine } from './written/hybrid.js';
import { codeHead, codeWidth, tokenEmbedding } from './written/letter-codes.js';
import { linearAttentionRegister } from './written/linear-attention-register.js';
import { linearSsmRegister } from './written/linear-ssm-register.js';
import { LONGEST_HYBRID, WRITTEN_NAMES, writtenMachineForBits } from './written-machines.js';

const REGISTERS = [
  ['linear state space model', linearSsmRegister],
  ['linear attention', linearAttentionRegister],
  ['gated DeltaNet', deltanetRegister],
] as const;
/** (D, L, k), all strings of which are few. */
const SIZES = [
  [2, 8],
  [3, 5],
  [4, 4],
  [5, 4],
  [7, 3],
].flatMap(([alphabetSize, length]) => Array.from({ length }, (_, i) => [alphabetSize, length, i + 1] as const));

describe.each(REGISTERS)('the register as %s', (_, make) => {
  it('copies exactly D^k of all strings, those with period k', () => {
    for (const [alphabetSize, length, slots] of SIZES) {
      const machine = make(alphabetSize, length, slots);
      expect(exhaustiveError(machine, length).copied, machine.name).toBe(BigInt(alphabetSize) ** BigInt(slots));
      const { numerator, denominator } = lowerBound(machine.states, alphabetSize, length);
      expect(denominator - BigInt(alphabetSize) ** BigInt(slots)).toBeGreaterThanOrEqual(numerator);
    }
  });

  it('copies a long string that has the period, and no string of one period more', () => {
    for (const [alphabetSize, slots] of [
      [2, 30],
      [26, 40],
      [256, 20],
    ] as const) {
      const length = 5 * slots + 3;
      const block = randomSource(1, 'block').letters(slots, alphabetSize);
      const x = Uint32Array.from({ length }, (_, i) => block[i % slots]);
      const machine = make(alphabetSize, length, slots);
      expect(generateCopy(machine, x)).toEqual(x);
      const other = Uint32Array.from(x, (letter, i) => (i === slots ? (letter + 1) % alphabetSize : letter));
      expect(generateCopy(machine, other)).not.toEqual(other);
    }
  });

  it('keeps nothing but its bytes', () => {
    for (const x of stringsOf(3, 4))
      expect(generateCopy(serialised(make(3, 4, 2)), x)).toEqual(generateCopy(make(3, 4, 2), x));
  });

  it.each([0, 7, 1.5])('refuses %s slots for 6 letters', (slots) => {
    expect(() => make(2, 6, slots)).toThrow(`k = ${slots} slots: accepted is an integer from 1 to L = 6`);
  });
});

describe('what the registers cost', () => {
  it('as a linear state space model: the states of the register and no more, for D a power of two', () => {
    for (const [alphabetSize, length, slots] of SIZES) {
      const machine = linearSsmRegister(alphabetSize, length, slots);
      expect(machine.states).toBe(2n ** BigInt(slots * codeWidth(alphabetSize)));
      if ([2, 4].includes(alphabetSize))
        expect(machine.states).toBe(registerMachine(alphabetSize, length, slots).states);
    }
    expect(reachableStates(linearSsmRegister(2, 4, 3), 4).size).toBe(8);
  });

  test.prop([fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 20 })], { numRuns: 30 })(
    "bit by bit: d' a letter, and clock, signs or sums beside it",
    (alphabetSize, slots) => {
      const code = codeWidth(alphabetSize);
      expect(linearSsmRegister(alphabetSize, 20, slots).serialisedBits).toBe(slots * code);
      expect(deltanetRegister(alphabetSize, 20, slots).layerBits).toEqual([slots, slots * code]);
      expect(deltanetRegister(alphabetSize, 20, slots).serialisedBits).toBe(slots * (code + 1) + code);
      expect(linearAttentionRegister(alphabetSize, 20, slots).layerBits).toEqual([slots, 2 * slots * (code + 1)]);
    },
  );

  test.prop([
    fc.integer({ min: 2, max: 9 }),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.nat(), { minLength: 6, maxLength: 20 }),
  ])('the state space model and DeltaNet say what the register says, copied or not', (alphabetSize, slots, drawn) => {
    const x = drawn.map((letter) => letter % alphabetSize);
    const register = registerMachine(alphabetSize, x.length, slots);
    for (const make of [linearSsmRegister, deltanetRegister]) {
      const machine = make(alphabetSize, x.length, slots);
      expect(generateCopy(machine, x)).toEqual(generateCopy(register, x));
      expect(teacherForcedCopy(machine, x)).toEqual(teacherForcedCopy(register, x));
    }
  });

  it('the delta rule overwrites exactly: only unit vectors of the clock and the last letters are in the state', () => {
    const machine = deltanetRegister(4, 9, 3);
    let state = machine.update(machine.start, 4);
    const kept = [0, 0, 0];
    [3, 1, 2, 0, 3, 3, 1].forEach((letter, i) => {
      state = machine.update(state, letter);
      kept[i % 3] = letter;
      expect([...machine.numbers(state, 0)[0]]).toEqual([0, 1, 2].map((slot) => (slot === (i + 1) % 3 ? 1 : 0)));
      const codes = kept.flatMap((a) => [...tokenEmbedding(4).values.subarray(5 * a, 5 * a + 2)]);
      expect([...machine.numbers(state, 1)[0]]).toEqual(codes);
    });
  });
});

describe('the hybrid', () => {
  it.each([
    [2, 10],
    [3, 6],
    [5, 4],
    [2, 1],
  ])('copies every string: D = %i, L = %i', (alphabetSize, length) => {
    const machine = hybridMachine(alphabetSize, length, hybridCounterBits(length));
    const { copied, total } = exhaustiveError(machine, length);
    expect(copied).toBe(total);
  });

  it('does so with fewer recurrent states than strings: a machine that hid its cache would break the bound', () => {
    const [alphabetSize, length] = [64, 2];
    const machine = hybridMachine(alphabetSize, length, hybridCounterBits(length));
    const { copied, total } = exhaustiveError(machine, length);
    const hidden = lowerBound(2n ** BigInt(machine.layerBits[0]), alphabetSize, length);
    expect(machine.layerBits[0]).toBe(6);
    expect(total - copied).toBeLessThan(hidden.numerator);
    expect(total - copied).toBeGreaterThanOrEqual(lowerBound(machine.states, alphabetSize, length).numerator);
  });

  it('does so where no GSSM of the bits of its recurrent layer can', () => {
    for (const [alphabetSize, length] of [
      [2, 20],
      [26, 100],
      [256, 300],
    ] as const) {
      const machine = hybridMachine(alphabetSize, length, hybridCounterBits(length));
      const { numerator, denominator } = lowerBound(2n ** BigInt(machine.layerBits[0]), alphabetSize, length);
      // Without the cache more than half of all strings would fail.
      expect(2n * numerator).toBeGreaterThan(denominator);
      // With it there are states enough, as there must be.
      expect(lowerBound(machine.states, alphabetSize, length).numerator).toBe(0n);
      for (const seed of [1, 2]) {
        const x = randomSource(seed, 'hybrid').letters(length, alphabetSize);
        expect(generateCopy(machine, x)).toEqual(x);
      }
      const constant = new Uint32Array(length).fill(alphabetSize - 1);
      expect(generateCopy(machine, constant)).toEqual(constant);
    }
  });

  it('needs its counters and its cache: with a bit less, or a window one short, some string fails', () => {
    for (const [alphabetSize, length] of [
      [2, 8],
      [3, 5],
    ] as const) {
      const bits = hybridCounterBits(length);
      const total = BigInt(alphabetSize ** length);
      expect(exhaustiveError(hybridMachine(alphabetSize, length, bits - 2), length).copied).toBeLessThan(total);
      // From the next letter of the prompt to the newest of the answer are always L + 1 positions.
      expect(exhaustiveError(hybridMachine(alphabetSize, length, bits, length + 1), length).copied).toBe(total);
      expect(exhaustiveError(hybridMachine(alphabetSize, length, bits, length), length).copied).toBeLessThan(total);
    }
  });

  it('has the larger score nowhere but at the next letter: whole numbers, the right key ahead by 4 or more', () => {
    for (let next = 1; next <= 200; next++) {
      const score = (i: number) => 8 * next * i - 4 * i * i;
      for (let i = 0; i <= 200; i++) if (i !== next) expect(score(next) - score(i)).toBeGreaterThanOrEqual(4);
    }
  });

  it('keeps nothing but its bytes, and counts each of them', () => {
    const machine = hybridMachine(2, 3, hybridCounterBits(3));
    for (const x of stringsOf(2, 3)) expect(generateCopy(serialised(machine), x)).toEqual(Uint32Array.from(x));
    // Two counters of 4 bits; 7 cached positions of two numbers of 4 bits and a sign, and 3 bits of how many; the letter.
    expect(machine.layerBits).toEqual([8, 7 * 9 + 3]);
    expect(machine.serialisedBits).toBe(8 + 66 + 1);
    expect(keyOf(machine, machine.start).split(',')).toHaveLength(10);
  });

  it.each([0, 33, 1.5])('refuses counters of %s bits', (bits) => {
    expect(() => hybridMachine(2, 3, bits)).toThrow(`counters of ${bits} bits: accepted is an integer from 1 to 32`);
  });
});

describe('the written-down machine for a number of bits', () => {
  test.prop([
    fc.constantFrom(...WRITTEN_NAMES),
    fc.integer({ min: 2, max: 40 }),
    fc.integer({ min: 1, max: 12 }),
    fc.nat({ max: 150 }),
  ])('is the largest that fits', (name, alphabetSize, length, bits) => {
    const code = codeWidth(alphabetSize);
    const cost = {
      'linear-ssm-register': (k: number) => k * code,
      'linear-attention-register': (k: number) => k * (2 * code + 3) + code,
      'deltanet-register': (k: number) => k * (code + 1) + code,
      hybrid: (k: number) => 2 * k,
    }[name]!;
    const most = name === 'hybrid' ? hybridCounterBits(length) : length;
    if (bits < cost(1)) {
      expect(() => writtenMachineForBits(name, alphabetSize, length, BigInt(bits))).toThrow(
        `state bits ${bits}: the smallest ${name} over ${alphabetSize} letters takes ${cost(1)}; accepted are at least as many`,
      );
      return;
    }
    const { machine } = writtenMachineForBits(name, alphabetSize, length, BigInt(bits));
    const size = Number(/[kx](?:=)?([0-9]+)/.exec(machine.name)![1]);
    const used = name === 'hybrid' ? machine.layerBits[0] : machine.serialisedBits;
    expect(used).toBe(cost(size));
    expect(used).toBeLessThanOrEqual(bits);
    expect(size === most || cost(size + 1) > bits).toBe(true);
  });

  it('is refused for too long a string, too many letters, and another name', () => {
    expect(() => writtenMachineForBits('hybrid', 2, LONGEST_HYBRID + 1, 100n)).toThrow(
      'a hybrid for 4097 letters: accepted are at most 4096',
    );
    expect(() => writtenMachineForBits('deltanet-register', 2 ** 31, 5, 100n)).toThrow('accepted are at most 67108864');
    expect(() => writtenMachineForBits('toString', 2, 5, 100n)).toThrow(
      'written-down machine "toString": accepted are linear-ssm-register,',
    );
  });
});

test.prop([fc.integer({ min: 2, max: 300 }), fc.nat()])(
  'a letter is told from every other by its code',
  (alphabetSize, drawn) => {
    const letter = drawn % alphabetSize;
    const code = codeWidth(alphabetSize);
    const own = tokenEmbedding(alphabetSize).values.subarray(letter * (code + 3), letter * (code + 3) + code);
    const { values } = codeHead(alphabetSize, code);
    for (let other = 0; other < alphabetSize; other++) {
      const product = own.reduce((sum, value, i) => sum + value * values[other * code + i], 0);
      if (other === letter) expect(product).toBe(code);
      else expect(product).toBeLessThanOrEqual(code - 2);
    }
  },
);
