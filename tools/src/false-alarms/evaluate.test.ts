import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { medianInterval } from '@verbatim/bench';
import { clopperPearsonUpper } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.js';
import { pairsOf, WHERE } from './pairs.testing.js';
import { FALSE_ALARMS_RESULT, FALSE_ALARMS_SCHEMA, type FalseAlarmResult } from './result.js';
import { falseAlarmTables } from './tables.js';

describe('pairs through the comparator', () => {
  test('have no alarm where nothing changed, and the bound that so many pairs allow', () => {
    const { interleaved, twoRuns, planted } = evaluate(pairsOf(20, 5), WHERE);
    expect(interleaved).toMatchObject({
      pairs: 100,
      counts: { same: 100, slower: 0, faster: 0, undecided: 0 },
      share: 0,
    });
    expect(interleaved.bound).toBe(clopperPearsonUpper(0, 100, 0.95));
    expect(twoRuns.pairs).toBe(95);
    expect(planted).toEqual([]);
  });

  test('have an alarm for a slowdown that is called nothing: the control of the count', () => {
    const { interleaved } = evaluate(pairsOf(20, 5, { ratio: 1.2 }), WHERE);
    expect(interleaved).toMatchObject({ counts: { slower: 100 }, share: 1, bound: 1 });
    const { interleaved: faster } = evaluate(pairsOf(20, 5, { ratio: 0.8 }), WHERE);
    expect(faster.counts.faster).toBe(100);
  });

  test('have every planted slowdown noticed, among kernels that did not change', () => {
    const { interleaved, planted } = evaluate(pairsOf(20, 5, {}, 1.125), WHERE);
    expect(interleaved.counts.slower).toBe(0);
    expect(planted).toMatchObject([
      { kernel: 'kernel 0', work: 1.125, pairs: 20, counts: { slower: 20 }, together: 'slower' },
    ]);
    expect(planted[0]!.ratio).toBeCloseTo(1.125, 2);
  });

  test('are undecided where processes differ by more than the margin, and then more blocks tell', () => {
    const { interleaved, together, planted } = evaluate(pairsOf(40, 5, { sides: 0.1 }, 1.125), WHERE);
    expect(interleaved.counts.undecided).toBeGreaterThan(150);
    expect(interleaved.share).toBeLessThan(0.02);
    expect(together.counts).toMatchObject({ slower: 0, faster: 0 });
    expect(planted[0]).toMatchObject({ together: 'slower' });
    expect(planted[0]!.counts.slower).toBeLessThan(20);
  });
});

test('the page has both rates, the planted slowdowns and the machine', () => {
  const pairs = pairsOf(20, 5, {}, 1.125);
  const result = { schema: FALSE_ALARMS_SCHEMA, ...WHERE, ...evaluate(pairs, WHERE), pairs } as const;
  expect(falseAlarmTables(result)).toMatchInlineSnapshot(`
    "Made by \`node tools/dist/false-alarms/measure.js\` with seed 1 on 2026-01-02: A processor, 2 cores, 8.0 GiB, linux x64;
    node 20.20.2, @verbatim/cli 0.1.0.

    On software: a card: 20 rounds of 3 blocks of four runs, 5 kernels in each run; the margin is 5 %.

    | nothing changed | pairs | same | undecided | slower | faster | false alarms, at most |
    | --- | ---: | ---: | ---: | ---: | ---: | --- |
    | interleaved | 100 | 100 | 0 | 0 | 0 | 2.96 % at 95 % |
    | two runs, one after the other | 95 | 95 | 0 | 0 | 0 | 3.11 % at 95 % |
    | the same, with a margin of 100 % | 95 | 95 | 0 | 0 | 0 | 3.11 % at 95 % |

    | planted slowdown | work | time | all rounds in one comparison | pairs | slower | undecided | same or faster |
    | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |
    | kernel 0 | × 1.125 | × 1.124 | slower | 20 | 20 | 0 | 0 |"
  `);
});

describe('the committed measurement', () => {
  const path = new URL(`../../../${FALSE_ALARMS_RESULT}`, import.meta.url);

  test('is what the comparator makes of its samples today', async () => {
    expect(existsSync(path)).toBe(true);
    const { schema: _, run, device, pairs, ...found }: FalseAlarmResult = JSON.parse(await readFile(path, 'utf8'));
    expect(evaluate(pairs, { run, device })).toEqual(found);
  });

  test('has the medians of its samples', async () => {
    const { pairs }: FalseAlarmResult = JSON.parse(await readFile(path, 'utf8'));
    const medians = pairs.map(({ samples }) => {
      const half = samples.length / 2;
      return [samples.slice(0, half), samples.slice(half)].map((run) => medianInterval(run).median);
    });
    expect(medians).toEqual(pairs.map(({ blocks: [first] }) => [first![0], first![3]]));
  });

  test('has 500 pairs or more, few alarms enough, and every planted slowdown noticed', async () => {
    const { interleaved, twoRunsDoubled, together, planted }: FalseAlarmResult = JSON.parse(
      await readFile(path, 'utf8'),
    );
    expect(interleaved.pairs).toBeGreaterThanOrEqual(500);
    expect(interleaved.bound).toBeLessThan(0.01);
    expect(twoRunsDoubled.bound).toBeLessThan(0.01);
    expect(together.counts).toMatchObject({ slower: 0, faster: 0 });
    expect(planted.length).toBeGreaterThan(0);
    for (const { kernel, counts, together: verdict } of planted) {
      expect(`${kernel}: ${verdict}, ${counts.same + counts.faster}`).toBe(`${kernel}: slower, 0`);
    }
  });
});
