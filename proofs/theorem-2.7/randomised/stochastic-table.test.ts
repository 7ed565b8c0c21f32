import { cycleMachine, exhaustiveError, randomAutomaton } from '@verbatim/gssm';
import { fractionToNumber, randomSource, stringsOf } from '@verbatim/tasks';
import { describe, expect, it } from 'vitest';
import {
  coinsOfSeed,
  copiedWithCoins,
  expectedCopies,
  loosened,
  randomStochasticTable,
  type StochasticTable,
} from './stochastic-table.js';

/** The expectation by trying all coins, one after the other, on every string. */
function byTrying(table: StochasticTable, length: number): number {
  const m = table.output[0]!.length;
  let sum = 0;
  for (const x of stringsOf(table.alphabet, length)) {
    const say = (state: number, i: number): number => {
      let share = 0;
      for (const letter of table.output[state]!) {
        if (letter !== x[i]) continue;
        if (i === length - 1) share += 1 / m;
        else for (const next of table.update[state]![letter]!) share += say(next, i + 1) / m / m;
      }
      return share;
    };
    const prompt = [table.alphabet, ...x, table.alphabet + 1];
    const read = (state: number, i: number): number =>
      i === prompt.length
        ? say(state, 0)
        : table.update[state]![prompt[i]!]!.reduce((share, next) => share + read(next, i + 1) / m, 0);
    sum += read(table.start, 0);
  }
  return sum;
}

describe('the expected number of copies', () => {
  it.each([1, 2, 3, 4])('is what trying all coins gives: seed %i', (seed) => {
    const random = randomSource(seed);
    for (const [D, N, L] of [
      [2, 2, 2],
      [2, 3, 3],
      [3, 2, 2],
    ]) {
      const table = randomStochasticTable(D!, N!, 2, random);
      expect(fractionToNumber(expectedCopies(table, L!))).toBeCloseTo(byTrying(table, L!), 12);
    }
  });

  it('is that of the machine where there are no coins', () => {
    const table = loosened(cycleMachine(2, 4, 5), 1, 2, randomSource(1));
    expect(expectedCopies(table, 4)).toEqual({ numerator: 5n, denominator: 1n });
    expect(copiedWithCoins(table, coinsOfSeed(1, 1), stringsOf(2, 4))).toHaveLength(5);
    expect(exhaustiveError(randomAutomaton(2, 3, 1), 3).total).toBe(8n);
  });

  it('is the mean over seeds', () => {
    const table = loosened(cycleMachine(2, 3, 5), 2, 4, randomSource(3));
    const strings = [...stringsOf(2, 3)];
    let sum = 0;
    const seeds = 20_000;
    for (let seed = 0; seed < seeds; seed++) sum += copiedWithCoins(table, coinsOfSeed(seed, 2), strings).length;
    expect(sum / seeds).toBeCloseTo(fractionToNumber(expectedCopies(table, 3)), 1);
  });

  it('is refused where it could not be counted', () => {
    expect(() => expectedCopies(randomStochasticTable(2, 2, 4, randomSource(1)), 9)).toThrow('below 2^53');
  });
});
