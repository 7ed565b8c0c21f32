import { describe, expect, it } from 'vitest';
import type { ControlResult } from './claim-result.js';
import type { Verdict } from './evidence.js';
import { combinedVerdict, deviates, exitCode } from './verdict.js';

type Outcome = Pick<ControlResult, 'expect' | 'caught'>;
const caught: Outcome = { expect: 'refuted', caught: true };
const tooLenient: Outcome = { expect: 'refuted', caught: false };
const tooStrict: Outcome = { expect: 'holds', caught: false };

describe('combinedVerdict', () => {
  it.each([
    [['holds'], [caught], 'holds'],
    [['holds', 'holds'], [caught, caught], 'holds'],
    [['holds', 'undecided'], [caught], 'undecided'],
    [['holds', 'refuted'], [caught], 'refuted'],
    [['undecided', 'refuted'], [caught], 'refuted'],
    [['holds'], [caught, tooLenient], 'undecided'],
    [['holds'], [tooStrict], 'undecided'],
    [['refuted'], [tooLenient], 'refuted'],
    [['refuted'], [caught, tooStrict], 'undecided'],
  ] satisfies [Verdict[], Outcome[], Verdict][])('%j with controls %j is %s', (supports, controls, verdict) => {
    const evidence = supports.map((s) => ({ supports: s }));
    expect(combinedVerdict(evidence, controls)).toBe(verdict);
  });
});

describe('deviates', () => {
  it('is true only for a decided verdict that is not the expected one', () => {
    expect(deviates({ verdict: 'holds', expected: 'refuted' })).toBe(true);
    expect(deviates({ verdict: 'refuted', expected: 'holds' })).toBe(true);
    expect(deviates({ verdict: 'refuted', expected: 'refuted' })).toBe(false);
    expect(deviates({ verdict: 'undecided', expected: 'refuted' })).toBe(false);
  });
});

describe('exitCode', () => {
  const result = (verdict: Verdict, expected: 'holds' | 'refuted', wasCaught = true) => ({
    verdict,
    expected,
    controls: [{ caught: wasCaught } as ControlResult],
  });

  it('is 0 when all is as expected', () => {
    expect(exitCode([result('holds', 'holds'), result('refuted', 'refuted')])).toBe(0);
    expect(exitCode([])).toBe(0);
  });

  it('is 3 when a claim is undecided or a control was not caught', () => {
    expect(exitCode([result('holds', 'holds'), result('undecided', 'holds')])).toBe(3);
    expect(exitCode([result('refuted', 'refuted', false)])).toBe(3);
  });

  it('is 1 when a claim deviates, whatever else is undecided', () => {
    expect(exitCode([result('undecided', 'holds'), result('refuted', 'holds')])).toBe(1);
  });
});
