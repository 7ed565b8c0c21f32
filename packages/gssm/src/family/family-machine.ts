/** Machines of the family: layers of one member, with weights drawn from a seed or given. */

import { randomSource, vocabulary } from '@verbatim/tasks';
import { bitsToNumber } from '../state-number.js';
import type { Hyperparameters, Member, WeightTensor } from './layer.js';
import { bitsInFormat } from './layer-state-bits.js';
import { assertHyperparameters, memberNamed } from './members.js';
import { type StackMachine, stackMachine } from './stack.js';
import { stateFormat } from './state-format.js';
import { doubles, sizeOf, type Tensor, type Weights } from './tensor.js';

/** The most weights of a model, in numbers of eight bytes. */
export const MOST_WEIGHTS = 2 ** 26;

/** What a model of the family is. */
export interface FamilyModel {
  /** The name of a member, such as `gru`. */
  readonly member: string;
  readonly hyperparameters: Hyperparameters;
  /** How many layers, 1 unless it is given. Each has a state of its own. */
  readonly layers?: number;
  /** D ≥ 2. */
  readonly alphabetSize: number;
  /** The format of the state, as `stateFormat` takes it. */
  readonly format: string;
}

/**
 * The names and shapes of all weights of a model: `embedding.weight`, (D + 2, width), for letters, BOS and COPY;
 * `layers.I.NAME` with the names of the member's source; and `head.weight`, (D, width).
 *
 * @throws RangeError for a model that is not accepted, or with more than 2²⁶ weights.
 */
export function familyWeightTensors(model: FamilyModel): WeightTensor[] {
  const member = checkedMember(model);
  const { alphabetSize, hyperparameters, layers = 1 } = model;
  const { width } = hyperparameters;
  const ofLayer = member.weights(hyperparameters);
  const count = ofLayer.reduce((sum, { shape }) => sum + sizeOf(shape), 0) * layers + (2 * alphabetSize + 2) * width;
  if (count > MOST_WEIGHTS)
    throw new RangeError(
      `${member.name} has ${count} weights with D = ${alphabetSize} and ${shown(hyperparameters)}: accepted are at most ${MOST_WEIGHTS}`,
    );
  return [
    { name: 'embedding.weight', shape: [alphabetSize + 2, width], draw: (uniform) => uniform() },
    ...Array.from({ length: layers }, (_, i) =>
      ofLayer.map((tensor) => ({ ...tensor, name: `layers.${i}.${tensor.name}` })),
    ).flat(),
    { name: 'head.weight', shape: [alphabetSize, width] },
  ];
}

/** Weights drawn from a seed, each tensor from a stream of its own. */
export function seededWeights(model: FamilyModel, seed: number): Weights {
  return new Map(
    familyWeightTensors(model).map(({ name, shape, draw }): [string, Tensor] => {
      const random = randomSource(seed, 'family', model.member, name, ...shape);
      const uniform = () => 2 * random.real() - 1;
      const inRow = sizeOf(shape.slice(1));
      const number = draw ?? (() => uniform() / Math.sqrt(inRow));
      return [name, { shape, values: doubles(sizeOf(shape), (i) => number(uniform, i)) }];
    }),
  );
}

/**
 * The machine of a model.
 *
 * @param weights - as `familyWeightTensors` names them; others are not looked at.
 * @throws RangeError for a model that is not accepted, or a weight that is missing or of another shape.
 */
export function familyMachine(model: FamilyModel, weights: Weights): StackMachine {
  const member = checkedMember(model);
  const { hyperparameters, layers = 1, alphabetSize, format } = model;
  assertFamilyWeights(model, weights);
  const depth = layers === 1 ? '' : `, layers=${layers}`;
  return stackMachine({
    name: `${member.name}(${shown(hyperparameters)}${depth}, ${format})`,
    alphabetSize,
    embedding: weights.get('embedding.weight')!,
    layers: Array.from({ length: layers }, (_, i) => member.layer(hyperparameters, weightsOfLayer(weights, i))),
    head: weights.get('head.weight')!,
    format: stateFormat(format),
  });
}

/** @throws RangeError for a model that is not accepted, or a weight that is missing or of another shape. */
export function assertFamilyWeights(model: FamilyModel, weights: Weights): void {
  for (const { name, shape } of familyWeightTensors(model)) {
    const found = weights.get(name);
    if (found === undefined || found.shape.join() !== shape.join())
      throw new RangeError(
        `weights: ${name} ${found ? `has the shape [${found.shape}]` : 'is missing'}; accepted is the shape [${shape}]`,
      );
  }
}

/** What a state of the machine takes, from the table: its layers, and the letter where it is kept. */
export function familyStateBits(model: FamilyModel): number {
  const member = checkedMember(model);
  const { hyperparameters, layers = 1, alphabetSize, format } = model;
  const letter = member.readable ? 0 : bitsToNumber(BigInt(alphabetSize));
  return layers * bitsInFormat(member, hyperparameters, stateFormat(format)) + letter;
}

function checkedMember({ member, hyperparameters, layers = 1, alphabetSize, format }: FamilyModel): Member {
  const known = memberNamed(member);
  assertHyperparameters(known, hyperparameters);
  vocabulary(alphabetSize);
  stateFormat(format);
  if (!Number.isSafeInteger(layers) || layers < 1)
    throw new RangeError(`${layers} layers: accepted is an integer of at least 1`);
  return known;
}

/** The weights of one layer, by the names that the member gives them. */
export function weightsOfLayer(weights: Weights, layer: number): Weights {
  const prefix = `layers.${layer}.`;
  return new Map(
    [...weights]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/** `width=3, heads=1`. */
function shown(parameters: Hyperparameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
