import { fc, test } from '@fast-check/vitest';
import { randomSource } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import { exhaustiveError } from '../exhaustive-error.js';
import { lowerBound } from '../lower-bound.js';
import { everyState, keyOf, serialised, stringsOf } from '../machines.testing.js';
import { generateCopy, teacherForcedCopy } from '../run.js';
import { familyModelForBits } from './family-for-bits.js';
import {
  type FamilyModel,
  familyMachine,
  familyStateBits,
  familyWeightTensors,
  seededWeights,
} from './family-machine.js';
import { layerStateBits, stateBitsTable } from './layer-state-bits.js';
import { MEMBER_NAMES, MEMBERS } from './members.js';
import { smallModels } from './members.testing.js';
import { stateFormat } from './state-format.js';

const FORMATS = ['f32', 'f16', 'bf16', 'int8', 'int4', 'fixed3.1', 'fixed12.8'];
const machineOf = (model: FamilyModel, seed = 1) => familyMachine(model, seededWeights(model, seed));

/** Every member at its least hyper-parameters, in few bits: machines small enough to see all of their states. */
const TINY = MEMBERS.map(({ name, least }): FamilyModel => {
  const { window = 1 } = least;
  const hyperparameters = 'window' in least ? { ...least, window: window + 1 } : least;
  return { member: name, hyperparameters, alphabetSize: 2, format: 'fixed2.0' };
});

describe('the bits of a state', () => {
  test.prop([smallModels(FORMATS), fc.array(fc.nat(), { maxLength: 6 })], { numRuns: 300 })(
    'are those of the table, counted from what is written after some tokens',
    (model, tokens) => {
      const machine = machineOf(model);
      const state = tokens.reduce(
        (before, token) => machine.update(before, token % (model.alphabetSize + 2)),
        machine.start,
      );
      const layer = layerStateBits(model.member, model.hyperparameters, model.format);
      expect(machine.layerBits).toEqual(Array(model.layers).fill(layer));
      expect(machine.serialisedBits).toBe(familyStateBits(model));
      expect(machine.encode(state)).toHaveLength(Math.ceil(machine.serialisedBits / 8));
      // Nothing but these bits: what is read back is the same state, number for number.
      const again = machine.decode(machine.encode(state));
      expect(again).toEqual(state);
      // The numbers themselves, counted one by one.
      const { bitsPerNumber, bitsPerTensor } = stateFormat(model.format);
      const tensors = machine.layerBits.flatMap((_, i) => machine.numbers(state, i)).filter(({ length }) => length > 0);
      const counts = model.member === 'sliding-window' && model.hyperparameters.window > 1 ? model.layers! : 0;
      const numbers = tensors.reduce((sum, { length }) => sum + length, 0) - counts;
      const further = counts * Math.ceil(Math.log2(model.hyperparameters.window ?? 1));
      expect(machine.layerBits.reduce((sum, bits) => sum + bits, 0)).toBe(
        numbers * bitsPerNumber + (tensors.length - counts) * bitsPerTensor + further,
      );
    },
  );

  it.each([
    // As the papers' configurations have it, layer by layer.
    ['lstm', { width: 1024 }, 'f32', 2 * 1024 * 32],
    ['s4d', { width: 256, state: 64 }, 'f32', 256 * 64 * 32],
    ['mamba', { width: 2560, expand: 2, state: 16, convolution: 4 }, 'f16', 5120 * 19 * 16],
    ['linear-attention', { width: 512, heads: 8, keys: 64, values: 64 }, 'f32', 8 * (64 * 64 + 64) * 32],
    ['retnet', { width: 2048, heads: 8, keys: 256, values: 512 }, 'bf16', 8 * 256 * 512 * 16],
    ['rwkv', { width: 2560, hidden: 10240 }, 'f32', 5 * 2560 * 32],
    ['gated-deltanet', { width: 8, heads: 2, keys: 4, values: 8, convolution: 4 }, 'int8', (64 + 96) * 8 + 16],
    ['sliding-window', { width: 4, heads: 1, keys: 4, values: 4, window: 5 }, 'int4', 4 * 8 * 4 + 16 + 3],
  ] as const)('of %s with %j in %s', (member, parameters, format, bits) => {
    expect(layerStateBits(member, parameters, format)).toBe(bits);
  });

  it('have a row in the table for every member', () => {
    for (const name of MEMBER_NAMES) expect(stateBitsTable()).toContain(`| \`${name}\` | `);
  });

  it('take |S| = 2^bits states where the letter is read from them, and D times as many where it is kept', () => {
    for (const model of TINY) {
      const three = { ...model, alphabetSize: 3 };
      const layer = 2n ** BigInt(layerStateBits(model.member, model.hyperparameters, model.format));
      const readable = ['rnn', 'lstm', 'gru'].includes(model.member);
      expect(machineOf(three).states).toBe(readable ? layer : 3n * layer);
    }
  });
});

describe.each(TINY.map((model) => [model.member, model] as const))('a tiny %s', (_, model) => {
  const machine = machineOf(model, 3);
  const tokens = [0, 1, 2, 3];

  it('has exactly |S| states, each written differently and read back as itself', () => {
    const keys = everyState(machine).map((state) => keyOf(machine, state));
    expect(BigInt(new Set(keys).size)).toBe(machine.states);
    expect(() => machine.decode(new Uint8Array(Math.ceil(machine.serialisedBits / 8) + 1))).toThrow(RangeError);
  });

  it('goes on from every one of them, and says a letter', () => {
    for (const state of everyState(machine)) {
      expect(tokens).toContain(machine.output(state));
      const before = keyOf(machine, state);
      for (const token of tokens) expect(keyOf(machine, machine.update(state, token))).toMatch(/^[0-9,]*$/);
      expect(keyOf(machine, state)).toBe(before);
    }
  });

  it('refuses a token that is none', () => {
    expect(() => machine.update(machine.start, 4)).toThrow(/^token 4: a machine reads the letters 0 to 1/);
  });
});

describe('no member', () => {
  test.prop([smallModels(['fixed2.0', 'fixed2.1', 'fixed3.1', 'int4'], 1), fc.nat(), fc.integer({ min: 1, max: 5 })], {
    numRuns: 150,
  })('copies more strings than it has states: the lower bound holds by exhaustion', (model, seed, length) => {
    const machine = machineOf({ ...model, alphabetSize: Math.min(model.alphabetSize, 3) }, seed);
    const { copied, total } = exhaustiveError(machine, length);
    const { numerator, denominator } = lowerBound(machine.states, machine.alphabetSize, length);
    expect(denominator).toBe(total);
    expect(total - copied).toBeGreaterThanOrEqual(numerator);
    expect(copied).toBeLessThanOrEqual(machine.states);
  });

  test.prop([smallModels(FORMATS, 2), fc.nat(), fc.nat({ max: 6 })], { numRuns: 60 })(
    'remembers anything but its bytes',
    (model, seed, length) => {
      const machine = machineOf(model, seed);
      const x = randomSource(seed, 'x').letters(length, model.alphabetSize);
      expect(generateCopy(serialised(machine), x)).toEqual(generateCopy(machine, x));
      expect(teacherForcedCopy(serialised(machine), x)).toEqual(teacherForcedCopy(machine, x));
    },
  );

  test.prop([smallModels(['f16', 'bf16', 'int4', 'fixed3.1'], 2), fc.nat()], { numRuns: 60 })(
    'holds a number between two steps that its format does not have',
    (model, seed) => {
      const machine = machineOf(model, seed);
      let state = machine.start;
      for (const token of randomSource(seed, 'tokens').letters(8, model.alphabetSize + 2)) {
        state = machine.update(state, token);
        for (let layer = 0; layer < model.layers!; layer++) {
          for (const values of machine.numbers(state, layer)) {
            if (values.length === 0 || model.member === 'sliding-window') continue;
            const format = stateFormat(model.format);
            expect(format.decode(format.encode(values))).toEqual(values);
          }
        }
      }
    },
  );
});

describe('a model of the family', () => {
  const model: FamilyModel = { member: 'gru', hyperparameters: { width: 4 }, alphabetSize: 3, format: 'f16' };

  it('of a seed is the same every time, and another of another seed', () => {
    const said = (seed: number) => [...stringsOf(3, 4)].map((x) => generateCopy(machineOf(model, seed), x).join(''));
    expect(said(1)).toEqual(said(1));
    expect(said(1)).not.toEqual(said(2));
  });

  it('says other things in another format: the rounding is real', () => {
    const said = (format: string) =>
      [...stringsOf(3, 5)].map((x) => generateCopy(machineOf({ ...model, format }), x).join(''));
    expect(said('fixed2.1')).not.toEqual(said('f32'));
  });

  it('rounds its state at every step, not only at the end', () => {
    const machine = machineOf({ ...model, format: 'fixed3.2' });
    const exact = machineOf({ ...model, format: 'f32' });
    const format = stateFormat('fixed3.2');
    const x = [...stringsOf(3, 4)].find((letters) => {
      const after = (m: typeof machine) => letters.reduce((state, letter) => m.update(state, letter), m.start);
      const late = format.decode(format.encode(exact.numbers(after(exact), 0)[0]));
      return machine.numbers(after(machine), 0)[0].join() !== late.join();
    });
    expect(x).toBeDefined();
  });

  it.each<[Partial<FamilyModel>, string]>([
    [
      { member: 'transformer' },
      'member "transformer": accepted are rnn, lstm, gru, linear-ssm, s4d, mamba, linear-att',
    ],
    [{ hyperparameters: { width: 0 } }, 'gru with width = 0: accepted is an integer of at least 1'],
    [{ hyperparameters: {} }, 'gru with width = undefined: accepted is an integer of at least 1'],
    [{ hyperparameters: { width: 4, heads: 2 } }, 'gru has no heads: accepted are width'],
    [{ member: 's4d', hyperparameters: { width: 2, state: 3 } }, 'state = 3: accepted is an even number'],
    [
      { member: 'retnet', hyperparameters: { width: 2, heads: 1, keys: 3, values: 1 } },
      'keys = 3: accepted is an even number',
    ],
    [{ layers: 0 }, '0 layers: accepted is an integer of at least 1'],
    [{ alphabetSize: 1 }, '2'],
    [{ format: 'f8' }, 'state format "f8": accepted are f32'],
    [{ hyperparameters: { width: 5000 } }, 'accepted are at most 67108864'],
  ])('%j is refused', (part, message) => {
    expect(() => familyWeightTensors({ ...model, ...part })).toThrow(RangeError);
    expect(() => familyWeightTensors({ ...model, ...part })).toThrow(message);
  });

  it('needs all of its weights, in their shapes', () => {
    const weights = new Map(seededWeights(model, 1));
    weights.delete('layers.0.bias_hh');
    expect(() => familyMachine(model, weights)).toThrow(
      'weights: layers.0.bias_hh is missing; accepted is the shape [12]',
    );
    expect(() => familyMachine({ ...model, hyperparameters: { width: 3 } }, seededWeights(model, 1))).toThrow(
      'weights: embedding.weight has the shape [5,4]; accepted is the shape [5,3]',
    );
  });
});

describe('the largest model for a number of bits', () => {
  // Fewer than 2 · 2^14 bits: below the limit of numbers, which the next test is about.
  test.prop([fc.constantFrom(...MEMBERS), fc.constantFrom('f16', 'int4', 'fixed2.1'), fc.nat({ max: 30_000 })], {
    numRuns: 60,
  })('fits, and the next size does not', ({ name, sized }, format, bits) => {
    const at = (n: number) => ({ member: name, hyperparameters: sized(n), alphabetSize: 7, format });
    let n = 0;
    while (n < 256 && familyStateBits(at(n + 1)) <= bits) n++;
    if (n === 0) {
      expect(() => familyModelForBits(name, 7, BigInt(bits), format)).toThrow(
        `state bits ${bits}: the smallest ${name} in ${format} over 7 letters takes ${familyStateBits(at(1))}; accepted are at least as many`,
      );
    } else {
      expect(familyModelForBits(name, 7, BigInt(bits), format)).toEqual(at(n));
    }
  });

  it('stops at the largest size, however many bits there are', () => {
    expect(familyModelForBits('gru', 2, 10n ** 30n, 'f32').hyperparameters).toEqual({ width: 256 });
    // 127 · 128 numbers, and 128 · 129 would be more than 2^14.
    expect(familyModelForBits('linear-attention', 2, 10n ** 30n, 'f32').hyperparameters.width).toBe(127);
  });
});
