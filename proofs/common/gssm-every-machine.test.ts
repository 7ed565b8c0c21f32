import { InterruptedError } from '@verbatim/evidence';
import { exhaustiveError, parseTable, searchAllMachines, tableMachine } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { type CopyStatement, errorAboveBound, errorAtLeastBound } from './gssm-copy-count.js';
import { everyMachine } from './gssm-every-machine.js';
import { type MachineSize, machineSizes } from './gssm-machine-sizes.js';

const run = (
  sizes: readonly MachineSize[],
  statement: CopyStatement,
  { progress = (_done: number) => {}, signal = new AbortController().signal } = {},
) => everyMachine({ sizes: () => sizes, statement }).run({ effort: 'quick', seed: 1, progress, signal });

const sizes = [...machineSizes(2, 2, 3), ...machineSizes(3, 2, 2), ...machineSizes(2, 3, 3)];

describe('a statement checked on every machine', () => {
  it('is checked on as many machines as the search of the gssm package finds, with the same best ones', async () => {
    const { cases, failures, numbers, supports } = await run(sizes, errorAtLeastBound);
    const searches = sizes.map(({ alphabetSize, states, length }) => searchAllMachines(alphabetSize, states, length));
    expect(cases).toBe(String(searches.reduce((sum, { tables }) => sum + tables, 0n)));
    expect([failures, supports]).toEqual(['0', 'holds']);
    expect(numbers).toMatchObject(
      searches.map(({ best, tables, machines }) => ({
        mostCopied: Number(best),
        machines: String(tables),
        classes: Number(machines),
      })),
    );
  });

  it('fails for all machines that copy as many strings as they have states, when it is strict', async () => {
    const { failures, counterexample, supports } = await run(sizes, errorAboveBound);
    const failing = sizes.map(
      ({ alphabetSize, states, length }) =>
        searchAllMachines(alphabetSize, states, length).tablesByCopied[states] ?? 0n,
    );
    expect([failures, supports]).toEqual([String(failing.reduce((sum, tables) => sum + tables, 0n)), 'refuted']);
    const { machine, length, copied } = counterexample!.case as { machine: unknown; length: number; copied: number };
    expect(exhaustiveError(tableMachine(parseTable(machine)), length).copied).toBe(BigInt(copied));
  });

  it('reports how far it is, and stops when it is told to', async () => {
    const stop = new AbortController();
    const reports: number[] = [];
    const progress = (done: number) => {
      reports.push(done);
      stop.abort();
    };
    const long = [{ alphabetSize: 2, states: 4, length: 3 }];
    await expect(run(long, errorAtLeastBound, { progress, signal: stop.signal })).rejects.toThrow(InterruptedError);
    expect(reports).toHaveLength(1);
  });

  it('is an error without any size', async () => {
    await expect(run([], errorAtLeastBound)).rejects.toThrow('an empty domain shows nothing');
  });
});
