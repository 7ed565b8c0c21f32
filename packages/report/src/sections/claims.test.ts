import type { ClaimResult, NamedEvidence } from '@verbatim/evidence';
import { describe, expect, test } from 'vitest';
import { claimsMarkup } from './claims.js';

const drawn = {
  name: 'drawn',
  method: 'sampled',
  domain: 'random strings',
  cases: '100',
  failures: '1',
  bound: 0.25,
  confidence: 1 - 1e-6,
  seconds: 0,
  supports: 'refuted',
} satisfies NamedEvidence;

function page(evidence: NamedEvidence, control: NamedEvidence = evidence): string {
  const claim: ClaimResult = {
    id: 'some/claim',
    statement: 'Some statement.',
    source: 'a paper',
    expected: 'refuted',
    verdict: 'refuted',
    evidence: [evidence],
    controls: [{ name: 'broken', breaks: 'something', expect: 'refuted', caught: true, evidence: control }],
    replay: 'npx verbatim verify some/claim',
  };
  return claimsMarkup('claims-1', [claim]).text;
}

describe('a bound', () => {
  const { bound: _, confidence: __, ...exact } = drawn;
  const FIXED = '≤ 0.25 at 99.9999 % (Clopper–Pearson, draws fixed beforehand)';
  const ANYTIME = '≤ 0.25 at 99.9999 % (confidence sequence, valid after every draw)';

  test.each([
    ['fixed-draws', { ...drawn, boundKind: 'fixed-draws' }, FIXED],
    ['anytime', { ...drawn, boundKind: 'anytime' }, ANYTIME],
    ['unwritten', drawn, FIXED],
  ] as const)('of a method and of a control is told with its kind: %s', (_, evidence, text) => {
    expect(page(evidence, exact)).toContain(`<td>${text}</td>`);
    expect(page(exact, evidence)).toContain(`<td>${text}</td>`);
  });

  test('is not told where there is none', () => {
    expect(page({ ...exact, method: 'exact' })).not.toMatch(/≤|Clopper|sequence/);
  });
});
