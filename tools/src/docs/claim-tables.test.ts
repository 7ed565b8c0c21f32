import type { ClaimResult } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { claimDetails, claimSummary } from './claim-tables.js';
import { verifyFixture } from './results.testing.js';

const [holding, refuted] = verifyFixture.claims as [ClaimResult, ClaimResult];

describe('the summary', () => {
  test('has a line a claim, with cases added up by kind and bounds rounded up', () => {
    expect(claimSummary([holding, refuted])).toMatchInlineSnapshot(`
      "| claim | verdict | expected | evidence |
      | --- | --- | --- | --- |
      | [\`lemma-2.4/sharper\`](proofs/lemma-2.4/sharper/README.md) | holds | holds | exhaustion: 0 of 66,534 fail; sampled: 0 of 13,809 fail (rate ≤ 0.001 at 99.9999 %); 1 of 1 controls caught |
      | [\`theorem-2.3/as-printed\`](proofs/theorem-2.3/as-printed/README.md) | refuted | refuted | exact: 1 of 1 fail; 1 of 1 controls caught |"
    `);
  });

  test('says of a rate how often the event was seen, which is no failure of the statement', () => {
    const evidence = holding.evidence.map((item) => (item.method === 'sampled' ? { ...item, failures: '12' } : item));
    expect(claimSummary([{ ...holding, evidence }])).toContain('sampled: the event in 12 of 13,809 draws (rate');
  });

  test('marks a verdict that was not expected', () => {
    expect(claimSummary([{ ...holding, verdict: 'undecided' }])).toContain('| **undecided** | holds |');
  });
});

describe('the details', () => {
  test('say everything about a claim', () => {
    expect(claimDetails([holding], '../')).toMatchInlineSnapshot(`
      "### \`lemma-2.4/sharper\`

      > p ≤ 1 − |S|/D^L, and so on for long enough that the line has to be broken somewhere, which it is, at a blank.

      Source: a paper. Verdict: **holds**, expected: holds. [What was shown](../proofs/lemma-2.4/sharper/README.md).

      | method | kind | cases | failures | bound | seconds |
      | --- | --- | ---: | ---: | ---: | ---: |
      | \`every-string\` | exhaustion | 65,534 | 0 |  | 0.0 |
      | \`every-other\` | exhaustion | 1,000 | 0 |  | 0.0 |
      | \`drawn\` | sampled | 13,809 | 0 | ≤ 0.001 at 99.9999 % | 0.0 |

      - \`every-string\`: all binary strings.
      - \`every-other\`: every-other.
      - \`drawn\`: drawn.

      Controls, 1 of 1 caught:

      - \`broken\`: a window is off by one.

      Replay: \`npx verbatim verify … --effort deep --seed 1\`"
    `);
  });

  test('say of a bound that it is of a run which stopped at a failure', () => {
    const evidence = holding.evidence.map((item) => ({ ...item, boundKind: 'anytime' as const }));
    expect(claimDetails([{ ...holding, evidence }], '../')).toContain(
      '| `drawn` | sampled | 13,809 | 0 | ≤ 0.001 at 99.9999 %, anytime-valid | 0.0 |',
    );
  });

  test('show what refutes, and a control that was not caught', () => {
    const text = claimDetails(
      [{ ...refuted, controls: refuted.controls.map((c) => ({ ...c, caught: false })) }],
      '../',
    );
    expect(text).toContain('- `smallest` refutes with `{"D":2}`: No error is below 0.');
    expect(text).toContain('Controls, 0 of 1 caught:\n\n- `broken` (**not caught**): a window is off by one.');
  });
});
