import { stripVTControlCharacters } from 'node:util';
import type { ClaimResult } from '@verbatim/evidence';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { claimTable } from './claim-table.js';

const results = [
  ['theorem-2.3/as-printed', 'refuted', 'refuted'],
  ['lemma-2.4', 'refuted', 'holds'],
  ['remark-2.6', 'undecided', 'holds'],
].map(([id, verdict, expected]) => {
  const part = (method: string, cases: string) => ({ method, cases, seconds: 1.25 });
  return {
    id,
    verdict,
    expected,
    evidence: [part('exhaustion', '12345'), part('sampled', '2'), part('sampled', '1000000000000000000000')],
    controls: [true, false].map((caught) => ({ caught, evidence: part('exact', '7') })),
  } as unknown as ClaimResult;
});

test('the table of claims has a line each, deviations marked', () => {
  expect(claimTable(results, pc.createColors(false))).toMatchInlineSnapshot(`
    "claim                   verdict      expected    cases  seconds  controls  by
    theorem-2.3/as-printed  refuted      refuted   1.0e+21      6.3       1/2  exhaustion, sampled
    lemma-2.4               refuted (!)  holds     1.0e+21      6.3       1/2  exhaustion, sampled
    remark-2.6              undecided    holds     1.0e+21      6.3       1/2  exhaustion, sampled"
  `);
});

test('colours change nothing but the colour', () => {
  const coloured = claimTable(results, pc.createColors(true));
  expect(coloured).toContain('\u001b[31mrefuted (!)\u001b[39m');
  const plain = stripVTControlCharacters(coloured).replaceAll(/ +$/gm, '');
  expect(plain).toBe(claimTable(results, pc.createColors(false)));
});
