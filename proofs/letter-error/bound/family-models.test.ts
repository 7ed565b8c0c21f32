import { familyMachine, hybridMachine, letterError, MEMBER_NAMES, type Tensor } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { drawnWeights, MEMBER_SIZES, memberModels, writtenModels } from './family-models.js';
import { statesUsed } from './states-used.js';
import { cacheNotCounted, roundedOnlyWhenWritten } from './uncounted-memory.js';

describe('the models of the members', () => {
  it('are of every member, in every size and format, all different', () => {
    const models = memberModels(MEMBER_SIZES, ['fixed2.0', 'int4']);
    expect([...new Set(models.map(({ member }) => member))]).toEqual(MEMBER_NAMES);
    expect(new Set(models.map((model) => JSON.stringify(model))).size).toBe(MEMBER_NAMES.length * 3 * 2);
    const machines = models.map((model) => {
      const full = { ...model, alphabetSize: 2 };
      return familyMachine(full, drawnWeights(full, 1, 1));
    });
    // A state that takes no bits would be bound to a constant answer.
    expect(Math.min(...machines.map(({ layerBits }) => layerBits[0]!))).toBe(2);
  });

  it('have weights that are multiplied', () => {
    const model = { ...memberModels(['least'], ['int4'])[0]!, alphabetSize: 3 };
    const [once, thrice] = [1, 3].map((gain) => drawnWeights(model, 5, gain).get('head.weight') as Tensor);
    expect(thrice!.values).toEqual(once!.values.map((value) => 3 * value));
  });

  it('are four kinds with written-down weights, the hybrid with every number of bits that it needs', () => {
    const models = [...writtenModels({ alphabetSize: 2, length: 3 })];
    const counts = models.reduce((sum, [name]) => sum.set(name, (sum.get(name) ?? 0) + 1), new Map<string, number>());
    expect(Object.fromEntries(counts)).toEqual({
      'linear-ssm-register': 3,
      'linear-attention-register': 3,
      'deltanet-register': 3,
      hybrid: 4,
    });
  });
});

it('is the hybrid whose states after COPY are as many as strings, however few bits its counters have', () => {
  for (const [name, machine] of writtenModels({ alphabetSize: 2, length: 4 })) {
    if (name === 'hybrid') expect(statesUsed(machine, 4)).toBe(16n);
  }
});

describe('memory that is not counted', () => {
  it('is the cache of a hybrid, which copies everything with what it declares', () => {
    const hybrid = cacheNotCounted(hybridMachine(3, 2, 3));
    expect([hybrid.states, hybrid.serialisedBits]).toEqual([64n, 6]);
    expect(letterError(hybrid, 2, 'autoregressive').wrong).toBe(0n);
    expect(statesUsed(hybrid, 2)).toBe(1n);
  });

  it('is what is rounded off only when it is written', () => {
    const model = { member: 'gru', hyperparameters: { width: 2 }, alphabetSize: 2, format: 'fixed2.0' };
    const weights = drawnWeights(model, 1, 2);
    const broken = roundedOnlyWhenWritten(model, weights);
    const honest = familyMachine(model, weights);
    expect([broken.states, broken.layerBits]).toEqual([honest.states, honest.layerBits]);
    expect(statesUsed(broken, 5)).toBeLessThanOrEqual(honest.states);
    const kept = familyMachine({ ...model, format: 'f32' }, weights);
    expect(statesUsed(kept, 5)).toBeGreaterThan(honest.states);
    expect(letterError(broken, 5, 'teacher-forced')).toEqual(letterError(kept, 5, 'teacher-forced'));
  });
});
