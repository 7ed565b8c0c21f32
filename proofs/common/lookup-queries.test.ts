import { suffixLookupMachine } from '@verbatim/gssm';
import { describe, expect, it } from 'vitest';
import { everyQuery, longQueries, lookupSize, lookupSizes, machineAnswers } from './lookup-queries.js';

const context = { effort: 'quick' as const, seed: 1, progress: () => {}, signal: new AbortController().signal };

describe('the queries of a size', () => {
  it('are all keys that occur once and are followed by an answer', () => {
    // 01 and 10: the first letter is the key.
    const prompts = [...everyQuery('suffix', lookupSize(2, 1, 1, 2))].map(({ example }) =>
      [...example.prompt].join(' '),
    );
    expect(prompts).toEqual(['2 0 1 3 0', '2 1 0 3 1']);
    expect(
      [...everyQuery('prefix', lookupSize(2, 1, 1, 2))].map(({ example }) => [...example.prompt].join(' ')),
    ).toEqual(['2 0 3 0 1 3', '2 1 3 1 0 3']);
    expect(lookupSizes(2, 2, 1, 5).map(({ length }) => length)).toEqual([3, 4, 5]);
  });

  it('are the same each time where they are drawn', () => {
    const draw = () =>
      [...longQueries('prefix', lookupSize(2, 8, 1, 60), 3)].map(({ example }) => example.prompt.join());
    expect(draw()).toEqual(draw());
    expect(new Set(draw()).size).toBe(3);
  });

  it('are put to a machine, and the query that it fails can be put to it again', async () => {
    const right = { place: 'suffix' as const, sizes: () => [lookupSize(2, 2, 1, 4)] };
    const machine = suffixLookupMachine(2, 2, 1, 4);
    expect(await machineAnswers({ ...right, build: () => machine }).run(context)).toMatchObject({
      cases: '20',
      supports: 'holds',
    });
    const { counterexample } = await machineAnswers({ ...right, build: () => ({ ...machine, output: () => 0 }) }).run(
      context,
    );
    const { prompt, answer } = counterexample!.case as { prompt: number[]; answer: number[] };
    let state = machine.start;
    for (const token of prompt) state = machine.update(state, token);
    expect([machine.output(state), answer]).toEqual([1, [1]]);
  });
});
