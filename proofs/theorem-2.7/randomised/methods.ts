/** Theorem 2.7 for machines that throw coins. */
import { drawsForLimit, type Effort, exact, type Json, type Method, sampled } from '@verbatim/evidence';
import { cycleMachine } from '@verbatim/gssm';
import { atMost, type Fraction, fractionText, randomSource, stringsOf } from '@verbatim/tasks';
import * as fc from 'fast-check';
import { type StringSize, stringSizes, stringSizesInWords } from '../../common/gssm-machines.js';
import {
  coinsOfSeed,
  copiedWithCoins,
  expectedCopies,
  loosened,
  randomStochasticTable,
  type StochasticTable,
  withEqualAlternatives,
} from './stochastic-table.js';

const LIMIT: Record<Effort, number> = { quick: 0.01, standard: 0.001, deep: 0.0001 };
const MAX_STRINGS: Record<Effort, number> = { quick: 32, standard: 64, deep: 128 };
const ALTERNATIVES = 2;
const MAX_STATES = 32;

/** A machine with coins, and L. */
export interface CoinRun {
  readonly table: StochasticTable;
  readonly length: number;
}

/** Half of the machines are drawn at random; half are the best machines without coins, with coins put into some of their entries. */
function drawn(maxStrings: number): fc.Arbitrary<CoinRun> {
  return fc
    .record({
      size: fc.constantFrom(...stringSizes(maxStrings)),
      share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      near: fc.boolean(),
      seed: fc.nat(),
    })
    .map(({ size: { alphabetSize, length }, share, near, seed }) => {
      const states = 1 + Math.floor(share * Math.min(MAX_STATES, alphabetSize ** length));
      const random = randomSource(seed, 'coins');
      const table = near
        ? loosened(cycleMachine(alphabetSize, length, states), ALTERNATIVES, 8, random)
        : randomStochasticTable(alphabetSize, states, ALTERNATIVES, random);
      return { table, length };
    });
}

const drawnInWords = (maxStrings: number) =>
  `(D, L) uniform over ${stringSizesInWords(maxStrings)}, |S| from 1 to min(D^L, ${MAX_STATES}); half of the machines have ${ALTERNATIVES} uniform ` +
  'alternatives for every next state and output, half are machines that copy |S| strings with a second alternative for one entry in eight';

const describeRun = ({ table, length }: CoinRun): Json => JSON.parse(JSON.stringify({ length, table }));

/** How the number of copies is measured, and how many there may be. */
export interface CoinStatement {
  readonly mean: (run: CoinRun) => Fraction;
  readonly most: (run: CoinRun) => bigint;
}

const honest: CoinStatement = {
  mean: ({ table, length }) => expectedCopies(table, length),
  most: ({ table }) => BigInt(table.states),
};

/** The exact mean over all coins, of machines drawn at random. */
export function randomTables({ mean, most }: CoinStatement = honest): Method {
  return {
    method: 'sampled',
    name: 'random-tables',
    run(context) {
      const limit = LIMIT[context.effort];
      const maxStrings = MAX_STRINGS[context.effort];
      return sampled<CoinRun>({
        name: 'random-tables',
        domain:
          `${drawnInWords(maxStrings)}; the mean over all coins of the number of strings copied, an exact fraction, is at most |S|; at most ${limit} of the machines ` +
          'may fail',
        draws: () => drawsForLimit(limit),
        arbitrary: () => drawn(maxStrings),
        holds: (run) => atMost(mean(run), { numerator: most(run), denominator: 1n }),
        describe: describeRun,
        explain: (run) => `On average ${fractionText(mean(run))} strings are copied, and ${most(run)} may be.`,
        limit,
      }).run(context);
    },
  };
}

interface SeedRun extends CoinRun {
  readonly seed: number;
}

/** How many strings come back, given those that each of the machine's seeds copies. */
export type CountSeeds = (copiedBySeed: readonly (readonly number[])[]) => Fraction;

/** The mean over the seeds. */
const meanOverSeeds: CountSeeds = (copiedBySeed) => ({
  numerator: BigInt(copiedBySeed.reduce((sum, copied) => sum + copied.length, 0)),
  denominator: BigInt(copiedBySeed.length),
});

/** For each string the seed that suits it best: the coins then know the string. */
export const bestSeedForEach: CountSeeds = (copiedBySeed) => ({
  numerator: BigInt(new Set(copiedBySeed.flat()).size),
  denominator: 1n,
});

/** One seed at a time: with its coins thrown the machine copies at most |S| strings, whichever coins they are. */
export function randomSeeds(statesLess = 0): Method {
  return {
    method: 'sampled',
    name: 'random-seeds',
    run(context) {
      const limit = LIMIT[context.effort];
      const maxStrings = MAX_STRINGS[context.effort];
      const copied = ({ table, length, seed }: SeedRun) =>
        copiedWithCoins(table, coinsOfSeed(seed, ALTERNATIVES), stringsOf(table.alphabet, length)).length;
      return sampled<SeedRun>({
        name: 'random-seeds',
        domain:
          `${drawnInWords(maxStrings)}, each with a uniform seed, from which its coins come, for every time, state and token; with these coins it copies at most |S| of all ` +
          `D^L strings; at most ${limit} of the machines may fail`,
        draws: () => drawsForLimit(limit),
        arbitrary: () => fc.tuple(drawn(maxStrings), fc.nat()).map(([run, seed]) => ({ ...run, seed })),
        holds: (run) => copied(run) <= run.table.states - statesLess,
        describe: (run) => ({ ...(describeRun(run) as object), seed: run.seed }),
        explain: (run) =>
          `With seed ${run.seed} it copies ${copied(run)} strings, and ${run.table.states - statesLess} may be.`,
        limit,
      }).run(context);
    },
  };
}

const SEEDS: Record<Effort, number> = { quick: 8, standard: 64, deep: 256 };
const FINITE_STRINGS: Record<Effort, number> = { quick: 16, standard: 32, deep: 64 };

/** The machines of `finite-seeds`: for each size and s ≤ D^L the best machine without coins, with coins put in. */
function* nearMachines(sizes: readonly StringSize[]): Generator<CoinRun> {
  for (const { alphabetSize, length } of sizes) {
    for (let states = 1; states <= Math.min(MAX_STATES, alphabetSize ** length); states++) {
      const random = randomSource(1, 'finite-seeds', alphabetSize, length, states);
      yield { table: loosened(cycleMachine(alphabetSize, length, states), ALTERNATIVES, 8, random), length };
    }
  }
}

/** The exact mean over a finite set of seeds. */
export function finiteSeeds(count: CountSeeds = meanOverSeeds): Method {
  const copies = ({ table, length }: CoinRun, seeds: number) => {
    const strings = [...stringsOf(table.alphabet, length)];
    return count(
      Array.from({ length: seeds }, (_, seed) => copiedWithCoins(table, coinsOfSeed(seed, ALTERNATIVES), strings)),
    );
  };
  return {
    method: 'exact',
    name: 'finite-seeds',
    run(context) {
      const seeds = SEEDS[context.effort];
      const sizes = stringSizes(FINITE_STRINGS[context.effort]);
      return exact<CoinRun>({
        name: 'finite-seeds',
        domain:
          `for every s ≤ min(D^L, ${MAX_STATES}), ${stringSizesInWords(FINITE_STRINGS[context.effort])}, a machine that copies s strings with a second alternative for one entry in ` +
          `eight, and the seeds 0 … ${seeds - 1}: the mean over these seeds of the number of strings copied is at most s`,
        cases: () => nearMachines(sizes),
        size: () =>
          sizes.reduce((sum, { alphabetSize, length }) => sum + Math.min(MAX_STATES, alphabetSize ** length), 0),
        holds: (run) => atMost(copies(run, seeds), { numerator: BigInt(run.table.states), denominator: 1n }),
        describe: describeRun,
        explain: (run) =>
          `Over ${seeds} seeds ${fractionText(copies(run, seeds))} strings are copied, and ${run.table.states} may be.`,
      }).run(context);
    },
  };
}

/** The best machine without coins copies the same strings from every start: on BOS it may go anywhere. */
function anyStart(alphabetSize: number, length: number, states: number): StochasticTable {
  const random = randomSource(1, 'any-start', alphabetSize, length, states);
  const { update, ...table } = withEqualAlternatives(cycleMachine(alphabetSize, length, states), ALTERNATIVES);
  const anywhere = () => Array.from({ length: ALTERNATIVES }, () => random.integer(0, states - 1));
  return {
    ...table,
    update: update.map((row) => row.map((next, token) => (token === alphabetSize ? anywhere() : next))),
  };
}

/** Coins need not cost anything: a machine that throws them and meets the bound with equality. */
export function boundMet(statesLess = 0): Method {
  function* cases(effort: Effort): Generator<CoinRun> {
    for (const { alphabetSize, length } of stringSizes(FINITE_STRINGS[effort])) {
      for (let states = 1; states <= Math.min(MAX_STATES, alphabetSize ** length); states++) {
        yield { table: anyStart(alphabetSize, length, states), length };
      }
    }
  }
  return exact<CoinRun>({
    name: 'bound-met',
    domain: (effort) =>
      `for every s ≤ min(D^L, ${MAX_STATES}), ${stringSizesInWords(FINITE_STRINGS[effort])}, the machine that copies s strings, which on BOS goes to one of ${ALTERNATIVES} random ` +
      'states: the mean over all coins of the number of strings copied is s',
    cases,
    holds: ({ table, length }) => {
      const { numerator, denominator } = expectedCopies(table, length);
      return numerator === BigInt(table.states - statesLess) * denominator;
    },
    describe: describeRun,
    explain: ({ table, length }) =>
      `On average ${fractionText(expectedCopies(table, length))} strings are copied, not ${table.states - statesLess}.`,
  });
}
