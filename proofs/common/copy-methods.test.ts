import { claim, control, type Method, verifyClaims } from '@verbatim/evidence';
import { expect, it } from 'vitest';
import { windowOffByOne } from './copy-controls.js';
import { everyString, everyStringExactly, randomTrials } from './copy-methods.js';
import { fixedTransformer, obeysExactLaw } from './copy-trials.js';
import { randomStrings } from './random-strings.js';
import { grid, sizesInRange } from './sizes.js';

const statement = { transformer: 'the fixed T(n)', build: fixedTransformer, holds: obeysExactLaw };
const never = { ...statement, holds: () => false };
const grids = () => [grid(2, 4, 2)];

async function evidenceOf(method: Method) {
  const alone = claim({
    id: 'a/copy',
    statement: 'Strings are copied.',
    source: 'this test',
    expected: 'holds',
    methods: [method],
    controls: [control({ name: 'never', breaks: 'nothing holds', method: everyString({ ...never, grids }) })],
  });
  const [result] = await verifyClaims([alone], { effort: 'quick', seed: 1, replay: (id) => id });
  return result!.evidence[0]!;
}

it.each([everyString, everyStringExactly])('visits every string of every size: %o', async (method) => {
  const evidence = await evidenceOf(method({ ...statement, grids }));
  expect(evidence).toMatchObject({ supports: 'holds', cases: String(2 * (2 + 4 + 8 + 16)), failures: '0' });
});

it('shrinks a failure within the sizes that are looked at', async () => {
  const shortest = await evidenceOf(everyString({ ...never, grids }));
  expect(shortest.counterexample!.case).toMatchObject({ ngram: 1, letters: [0] });
  const inRange = await evidenceOf(everyString({ ...never, grids, sizes: sizesInRange, within: '2n ≤ L ≤ Dⁿ' }));
  expect(inRange).toMatchObject({ cases: String(4 + 16) });
  expect(inRange.counterexample!.case).toMatchObject({ ngram: 1, letters: [0, 0] });
});

it('draws as many random strings as the limit needs', async () => {
  const evidence = await evidenceOf(randomTrials(statement, () => 0.2));
  expect(evidence).toMatchObject({ supports: 'holds', numbers: { limit: 0.2 } });
  expect(evidence.bound).toBeLessThanOrEqual(0.2);
  const broken = await evidenceOf(randomTrials({ ...statement, build: windowOffByOne(fixedTransformer) }, () => 0.2));
  expect(broken.supports).toBe('refuted');
});

it('decides nothing about random strings when a kind is drawn too seldom: no planted repeats, no conflicts', async () => {
  const always = { ...statement, holds: () => true };
  const drawnFrom = (...shapes: NonNullable<Parameters<typeof randomStrings>[0]>) =>
    evidenceOf(
      randomTrials(
        always,
        () => 0.2,
        () => randomStrings(shapes),
      ),
    );
  const all = await evidenceOf(randomTrials(always, () => 0.2));
  expect(all.supports).toBe('holds');
  const plain = await drawnFrom('plain');
  expect(plain).toMatchObject({ bound: all.bound, numbers: { shares: { 'planted repeat': { drawn: 0 } } } });
  expect(plain.supports).toBe('undecided');
  const grown = await drawnFrom('grown');
  expect(grown).toMatchObject({ numbers: { shares: { 'conflicting repeat': { drawn: 0 } } }, supports: 'undecided' });
});
