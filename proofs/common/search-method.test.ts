import { Pacer } from '@verbatim/evidence';
import { countTables, type Gssm, type TableReader, tableClasses } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { type Failures, searchMethod } from './search-method.js';
import { tablesByScore } from './tables-by-score.js';

const context = { effort: 'quick' as const, seed: 7, progress: () => {}, signal: new AbortController().signal };

describe('a search', () => {
  const search = (found: (failures: Failures) => void, seeded = false) =>
    searchMethod({
      method: 'exact',
      name: 'a-search',
      seeded,
      async search(_, failures) {
        found(failures);
        return { domain: 'all', cases: 12n, rows: [{ states: 2, table: Uint32Array.of() }] };
      },
    }).run(context);

  it('holds when nothing fails, and names its seed if it draws', async () => {
    const evidence = await search(() => {}, true);
    expect(evidence).toMatchObject({ method: 'exact', cases: '12', failures: '0', seed: 7, supports: 'holds' });
    expect(evidence).not.toHaveProperty('counterexample');
    expect(await search(() => {})).not.toHaveProperty('seed');
  });

  it('is refuted by failures, which are counted, and the first is kept', async () => {
    const evidence = await search((failures) => {
      failures.add(3, { case: { tried: 1 }, explanation: 'One.' });
      failures.add(4n, { case: { tried: 2 }, explanation: 'Two.' });
    });
    const counterexample = { case: { tried: 1 }, explanation: 'One.' };
    expect(evidence).toMatchObject({ failures: '7', supports: 'refuted', counterexample });
  });
});

it('a search of nothing shows nothing', async () => {
  const empty = searchMethod({
    method: 'exhaustion',
    name: 'nothing',
    search: async () => ({ domain: 'none', cases: 0, rows: [] }),
  });
  await expect(empty.run(context)).rejects.toThrow('nothing: an empty domain shows nothing');
});

describe('tables by score', () => {
  const size = { alphabetSize: 2, states: 2 };
  // One run: whether COPY from the state after the letter 0 comes back to it.
  const runs = { runs: 1, score: (_: number, machine: TableReader) => Number(machine.copy(machine.next(0, 0)) === 0) };
  const recountOf = (right: (score: number) => bigint) => (machine: Gssm<number>) =>
    right(Number(machine.update(machine.update(machine.start, 0), 3) === machine.start));
  const of = (recount: ReturnType<typeof recountOf>, classes = [...listed()]) =>
    tablesByScore({ ...size, classes, recount, pacer: new Pacer(context) });
  function* listed() {
    for (const { score, tables, example } of tableClasses(2, 2, runs)) {
      const table = example();
      yield { score, tables, example: () => table };
    }
  }

  it('are all there', async () => {
    const { byScore, classes } = await of(recountOf(BigInt));
    expect([...byScore.values()].reduce((sum, { tables }) => sum + BigInt(tables), 0n)).toBe(countTables(2, 2));
    expect([...byScore.keys()].sort()).toEqual([0, 1]);
    expect(classes).toBe([...listed()].length);
  });

  it('are an error when one is left out, or scores otherwise', async () => {
    await expect(of(recountOf(BigInt), [...listed()].slice(1))).rejects.toThrow(/^the search covered \d+ tables of/);
    await expect(of(recountOf((score) => BigInt(score) + 1n))).rejects.toThrow(/^a machine scores \d and the search/);
  });
});
