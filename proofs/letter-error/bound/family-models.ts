/** Small models of every member of the family, and those with written-down weights. */
import {
  deltanetRegister,
  type FamilyModel,
  type Hyperparameters,
  hybridCounterBits,
  hybridMachine,
  linearAttentionRegister,
  linearSsmRegister,
  MEMBERS,
  type Member,
  type StackMachine,
  seededWeights,
  type Tensor,
  type Weights,
} from '@verbatim/gssm';
import type { StringSize } from '../../common/gssm-machines.js';

/** A model of the family without its alphabet. */
export type MemberModel = Omit<FamilyModel, 'alphabetSize'>;

/** Sizes of a member: everything at its least, a width of 2, and a width of 3 with everything else one step larger. */
export const MEMBER_SIZES = ['least', 'wide', 'larger'] as const;

/** One of {@link MEMBER_SIZES}. */
export type MemberSize = (typeof MEMBER_SIZES)[number];

/** Hyper-parameters that must be even. */
const EVEN = new Set(['s4d state', 'retnet keys']);

/** The hyper-parameters of a member's size. A window of 1 has no state, so that 2 is the least. */
function hyperparameters({ name, least }: Member, size: MemberSize): Hyperparameters {
  const smallest = 'window' in least ? { ...least, window: 2 } : least;
  if (size === 'least') return smallest;
  if (size === 'wide') return { ...smallest, width: 2 };
  const larger = Object.entries(smallest).map(([key, value]) => [key, value + (EVEN.has(`${name} ${key}`) ? 2 : 1)]);
  return { ...Object.fromEntries(larger), width: 3 };
}

/** Every member in these sizes and formats. */
export function memberModels(sizes: readonly MemberSize[], formats: readonly string[]): MemberModel[] {
  return MEMBERS.flatMap((member) =>
    sizes.flatMap((size) =>
      formats.map((format) => ({ member: member.name, hyperparameters: hyperparameters(member, size), format })),
    ),
  );
}

/**
 * Weights drawn from a seed, each multiplied by `gain`. As they are drawn, the numbers of a state hardly leave 0, and in few
 * bits most of these machines remember nothing.
 */
export function drawnWeights(model: FamilyModel, seed: number, gain: number): Weights {
  return new Map(
    Array.from(seededWeights(model, seed), ([name, { shape, values }]): [string, Tensor] => [
      name,
      { shape, values: values.map((value) => gain * value) },
    ]),
  );
}

/** The registers for every number of slots, and the hybrid for every number of bits of its counters. */
export function* writtenModels({ alphabetSize, length }: StringSize): Generator<readonly [string, StackMachine]> {
  for (let slots = 1; slots <= length; slots++) {
    yield ['linear-ssm-register', linearSsmRegister(alphabetSize, length, slots)];
    yield ['linear-attention-register', linearAttentionRegister(alphabetSize, length, slots)];
    yield ['deltanet-register', deltanetRegister(alphabetSize, length, slots)];
  }
  for (let bits = 1; bits <= hybridCounterBits(length); bits++) {
    yield ['hybrid', hybridMachine(alphabetSize, length, bits)];
  }
}
