import { describe, expect, it } from 'vitest';
import { constantMachine } from './constant.js';
import { exhaustiveError } from './exhaustive-error.js';
import type { Gssm } from './gssm.js';
import { stringsOf } from './machines.testing.js';
import { searchAllMachines } from './search-all-machines.js';
import { tableMachine } from './table-machine.js';

/** Every list of `length` numbers below `values`. */
const listsOf = (length: number, values: number) => [...stringsOf(values, length)];

/** What each state does on BOS: every way there is, or only staying what it is. */
type BosColumns = 'every BOS column' | 'BOS as identity';

/** The search without any reduction: every start, update and output, run as a machine on every string. */
function searchEveryTable(D: number, N: number, L: number, bosColumns: BosColumns): bigint[] {
  const tablesByCopied: bigint[] = [];
  const outputs = listsOf(N, D);
  const identity = Array.from({ length: N }, (_, state) => state);
  const bos = bosColumns === 'every BOS column' ? listsOf(N, N) : [identity];
  const copy = listsOf(N, N);
  for (const letters of stringsOf(N, N * D)) {
    for (const onBos of bos) {
      for (const onCopy of copy) {
        const update = (state: number, token: number) =>
          token < D ? letters[state * D + token] : token === D ? onBos[state] : onCopy[state];
        for (const output of outputs) {
          for (const start of identity) {
            const machine: Gssm<unknown> = {
              ...constantMachine(D),
              start,
              update,
              output: (state: number) => output[state],
            };
            const copied = Number(exhaustiveError(machine, L).copied);
            tablesByCopied[copied] = (tablesByCopied[copied] ?? 0n) + 1n;
          }
        }
      }
    }
  }
  return Array.from(tablesByCopied, (count) => count ?? 0n);
}

describe('the search over all machines', () => {
  it.each([
    [2, 1, 1, 'every BOS column'],
    [2, 1, 3, 'every BOS column'],
    [2, 2, 1, 'every BOS column'],
    [2, 2, 2, 'every BOS column'],
    [2, 2, 3, 'every BOS column'],
    [3, 1, 2, 'every BOS column'],
    [3, 2, 1, 'every BOS column'],
    [3, 2, 2, 'every BOS column'],
    [2, 3, 1, 'BOS as identity'],
    [2, 3, 2, 'BOS as identity'],
    [2, 3, 3, 'BOS as identity'],
  ] as const)('finds what running every table finds: D = %i, N = %i, L = %i, %s', (D, N, L, bosColumns) => {
    // Start and BOS column lead to each state after BOS in N^N ways; with BOS as identity, in one.
    const ways = bosColumns === 'every BOS column' ? BigInt(N) ** BigInt(N) : 1n;
    const { tablesByCopied } = searchAllMachines(D, N, L);
    expect(tablesByCopied.map((count) => count * ways)).toEqual(searchEveryTable(D, N, L, bosColumns));
  });

  it.each([
    [2, 1, 1],
    [2, 1, 2],
    [2, 1, 3],
    [2, 2, 1],
    [2, 2, 2],
    [2, 2, 3],
    [2, 3, 1],
    [2, 3, 2],
    [2, 3, 3],
    [2, 3, 4],
    [2, 4, 1],
    [2, 4, 2],
    [3, 1, 1],
    [3, 1, 2],
    [3, 2, 1],
    [3, 2, 2],
    [3, 2, 3],
    [3, 3, 1],
    [4, 2, 1],
    [4, 2, 2],
  ])('finds min(N, D^L) strings copied at best, the bound with equality: D = %i, N = %i, L = %i', (D, N, L) => {
    const found = searchAllMachines(D, N, L);
    expect(found.best).toBe(BigInt(Math.min(N, D ** L)));
    expect(exhaustiveError(tableMachine(found.bestMachine), L).copied).toBe(found.best);
    expect(found.tables).toBe(BigInt(N) ** BigInt(1 + N * (D + 1)) * BigInt(D) ** BigInt(N));
    expect(found.tablesByCopied.reduce((sum, count) => sum + count, 0n)).toBe(found.tables);
  });

  it('reports progress and stops when it is told to', () => {
    const stop = new AbortController();
    const reports: [number, number][] = [];
    const onProgress = (done: number, total: number) => {
      reports.push([done, total]);
      stop.abort(new Error('enough'));
    };
    expect(() => searchAllMachines(2, 4, 2, { onProgress, signal: stop.signal })).toThrow('enough');
    expect(reports).toHaveLength(1);
    expect(reports[0][0]).toBeLessThan(reports[0][1]);
  });

  it.each([
    [1, 1, 1],
    [2, 0, 1],
    [2, 1.5, 1],
    [2, 1, 0],
    [2, 9, 1],
    [2, 1000, 1],
  ])('refuses D = %s, N = %s, L = %s', (alphabetSize, states, length) => {
    expect(() => searchAllMachines(alphabetSize, states, length)).toThrow(RangeError);
  });
});
