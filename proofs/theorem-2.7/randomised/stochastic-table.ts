/** Machines that throw coins: every next state and every output is one of m, all equally likely. */
import type { Gssm, MachineTable } from '@verbatim/gssm';
import { type Fraction, type RandomSource, vocabulary } from '@verbatim/tasks';

/** A machine with m alternatives for everything it does. The start is a state. */
export interface StochasticTable {
  readonly alphabet: number;
  readonly states: number;
  readonly start: number;
  /** (N, D + 2, m) next states. */
  readonly update: readonly (readonly (readonly number[])[])[];
  /** (N, m) letters. */
  readonly output: readonly (readonly number[])[];
}

/** Every entry drawn. */
export function randomStochasticTable(
  alphabet: number,
  states: number,
  alternatives: number,
  random: RandomSource,
): StochasticTable {
  const draw = (values: number) => Array.from({ length: alternatives }, () => random.integer(0, values - 1));
  return {
    alphabet,
    states,
    start: random.integer(0, states - 1),
    update: Array.from({ length: states }, () => Array.from({ length: alphabet + 2 }, () => draw(states))),
    output: Array.from({ length: states }, () => draw(alphabet)),
  };
}

/** A machine without coins in the form of one with them: all alternatives are the same. */
export function withEqualAlternatives(table: MachineTable, alternatives: number): StochasticTable {
  const repeat = (value: number) => new Array<number>(alternatives).fill(value);
  return {
    alphabet: table.alphabet,
    states: table.states,
    start: table.start,
    update: table.update.map((row) => row.map(repeat)),
    output: table.output.map(repeat),
  };
}

/** A machine without coins, of which some entries get alternatives: each with probability 1 / `oneIn`. */
export function loosened(
  table: MachineTable,
  alternatives: number,
  oneIn: number,
  random: RandomSource,
): StochasticTable {
  const loosen = (value: number, values: number) =>
    random.integer(1, oneIn) > 1
      ? new Array<number>(alternatives).fill(value)
      : [value, ...Array.from({ length: alternatives - 1 }, () => random.integer(0, values - 1))];
  return {
    alphabet: table.alphabet,
    states: table.states,
    start: table.start,
    update: table.update.map((row) => row.map((next) => loosen(next, table.states))),
    output: table.output.map((letter) => loosen(letter, table.alphabet)),
  };
}

/**
 * How many of the D^L strings are copied on average over all coins, as an exact fraction: the sum over all strings of the probability that
 * they are copied. Distributions over states are kept as whole numbers, in units of m to the number of coins thrown.
 *
 * @throws RangeError if those numbers could pass 2^53.
 */
export function expectedCopies(table: StochasticTable, length: number): Fraction {
  const { alphabet, states, start, update, output } = table;
  const { bos, copy } = vocabulary(alphabet);
  const alternatives = output[0]!.length;
  // BOS, L letters, COPY; L outputs with L − 1 letters fed back between them.
  const coins = 3 * length + 1;
  if (alternatives ** coins * alphabet ** length > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`${coins} coins of ${alternatives} sides: accepted are as many as can be counted below 2^53`);
  }
  const step = (from: Float64Array, token: number): Float64Array => {
    const to = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      if (from[state] === 0) continue;
      for (const next of update[state]![token]!) to[next]! += from[state]!;
    }
    return to;
  };
  const x: number[] = [];
  let copied = 0;
  const answer = (atCopy: Float64Array): void => {
    let ways = atCopy;
    for (let i = 0; i < length; i++) {
      const right = ways.map((count, state) => count * output[state]!.filter((letter) => letter === x[i]).length);
      ways = i < length - 1 ? step(right, x[i]!) : right;
    }
    copied += ways.reduce((sum, count) => sum + count, 0);
  };
  const visit = (reading: Float64Array): void => {
    if (x.length === length) {
      answer(step(reading, copy));
      return;
    }
    for (let letter = 0; letter < alphabet; letter++) {
      x.push(letter);
      visit(step(reading, letter));
      x.pop();
    }
  };
  const first = new Float64Array(states);
  first[start] = 1;
  visit(step(first, bos));
  return { numerator: BigInt(copied), denominator: BigInt(alternatives) ** BigInt(coins) };
}

/** The coins of one run: which of m alternatives is taken at a time, in a state, on a token (or for an output). */
export type Coins = (time: number, state: number, what: number) => number;

/** Coins from a seed: the same seed throws the same coins. They do not depend on the string. */
export function coinsOfSeed(seed: number, alternatives: number): Coins {
  return (time, state, what) => {
    let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
    for (const part of [time, state, what]) {
      hash = Math.imul(hash ^ (part + 0x7f4a7c15), 0xc2b2ae35);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
    return ((hash ^ (hash >>> 16)) >>> 0) % alternatives;
  };
}

/**
 * The machine with its coins thrown: what it does depends on the state, the token and the time. In `Gssm` a state has no time, so the value
 * carries it, and what is counted and written is the state alone: the time is the same for all strings of a length.
 */
export function withCoins(table: StochasticTable, coins: Coins): Pick<Gssm<Timed>, 'start' | 'update' | 'output'> {
  const tokens = table.alphabet + 2;
  return {
    start: { state: table.start, time: 0 },
    update: ({ state, time }, token) => ({
      state: table.update[state]![token]![coins(time, state, token)]!,
      time: time + 1,
    }),
    output: ({ state, time }) => table.output[state]![coins(time, state, tokens)]!,
  };
}

/** A state at a time. */
export interface Timed {
  readonly state: number;
  readonly time: number;
}

/** The strings that are copied with these coins, as their numbers. */
export function copiedWithCoins(table: StochasticTable, coins: Coins, strings: Iterable<ArrayLike<number>>): number[] {
  const { bos, copy } = vocabulary(table.alphabet);
  const { start, update, output } = withCoins(table, coins);
  const copied: number[] = [];
  let number = 0;
  for (const x of strings) {
    let state = update(start, bos);
    for (let i = 0; i < x.length; i++) state = update(state, x[i]!);
    state = update(state, copy);
    let right = true;
    for (let i = 0; i < x.length && right; i++) {
      right = output(state) === x[i];
      state = update(state, x[i]!);
    }
    if (right) copied.push(number);
    number++;
  }
  return copied;
}
