import type { StateFormat } from './state-format.js';
import type { Tensor, Weights } from './tensor.js';

/** The numbers of a state, one array for each of its tensors. */
export type LayerState = readonly Float64Array[];

/** One tensor of a layer's state. */
export interface StateTensor {
  readonly name: string;
  /** How many numbers it has, 0 or more. */
  readonly size: number;
  /** Where it is not the format that the machine is asked to have: counters, and written-down models. */
  readonly format?: StateFormat;
  /** What every number is before the first token, rounded to the format; 0 unless it is given. */
  readonly start?: number;
}

/**
 * One layer of a machine. It sees one token's vector at a time and has nothing of the earlier ones but its state.
 *
 * Norms, gates and projections around the recurrence keep nothing from one token to the next. They are here where the
 * output of the recurrence does not make sense without them, and left out otherwise, since they change no bits.
 */
export interface Layer {
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly state: readonly StateTensor[];
  /**
   * Reads one vector.
   *
   * @param x - (inputWidth).
   * @param state - the numbers as they are stored. Not to be written to.
   * @param store - to be called once with the next state: rounds it to its format, keeps it, and returns what was kept.
   * @returns (outputWidth), computed with what was kept.
   */
  step(x: Float64Array, state: LayerState, store: (next: LayerState) => LayerState): Float64Array;
  /** The output that `step` returned when it stored this state, where the state alone decides it. */
  read?(state: LayerState): Float64Array;
}

/** Whole numbers that give a layer its shape, by name. */
export type Hyperparameters = Readonly<Record<string, number>>;

/** A weight tensor of a layer, and how it is drawn. */
export interface WeightTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The number at a flat index; `uniform()` draws from [−1, 1). Without it: uniform in ±1/√(numbers in a row). */
  readonly draw?: (uniform: () => number, index: number) => number;
}

/** The bits of one layer's state, as expressions over the hyper-parameters. */
export interface StateSize {
  /** Numbers that are stored in the format. */
  readonly numbers: string;
  /** Tensors that are not empty: each has its own scale where a format has scales. */
  readonly tensors: string;
  /** Bits that do not depend on the format. */
  readonly fixedBits: string;
}

/** A kind of layer. */
export interface Member {
  /** As `--model gssm:NAME` has it. */
  readonly name: string;
  /** The paper or program whose state this is. */
  readonly source: string;
  /** Every hyper-parameter with the least value that it can take. */
  readonly least: Hyperparameters;
  readonly size: StateSize;
  /** Whether its layers have `read`: then the letter to say needs no place in the state. */
  readonly readable: boolean;
  /** The kernel that runs the recurrence of one layer on a GPU, by its name; left out where there is none. */
  readonly kernel?: string;
  /** The hyper-parameters of the member's n-th size, n ≥ 1: bits grow with n, and all else is as in the paper. */
  sized(n: number): Hyperparameters;
  /** @throws RangeError for hyper-parameters that do not go together. */
  check?(parameters: Hyperparameters): void;
  /** All weights of one layer. */
  weights(parameters: Hyperparameters): WeightTensor[];
  /** A layer with these weights, which have the names and shapes of `weights`. */
  layer(parameters: Hyperparameters, weights: Weights): Layer;
}

/** The tensor of that name. */
export function weightNamed(weights: Weights, name: string): Tensor {
  const found = weights.get(name);
  if (found === undefined) throw new RangeError(`no tensor ${name}; there are ${[...weights.keys()].join(', ')}`);
  return found;
}
