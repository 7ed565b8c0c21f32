import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import { evidenceSchema } from './schemas.js';

const EVIDENCE: Evidence = {
  method: 'sampled',
  domain: 'd',
  cases: '12',
  failures: '0',
  bound: 0.5,
  confidence: 0.95,
  boundKind: 'fixed-draws',
  counterexample: { case: { deep: [1, null, 'x', true] }, explanation: 'e' },
  numbers: [{ L: 1 }, { L: 2 }],
  seed: -5,
  seconds: 0.1,
  supports: 'undecided',
};

describe('evidenceSchema', () => {
  it('accepts evidence and gives it back as it is', () => {
    expect(evidenceSchema.parse(EVIDENCE)).toEqual(EVIDENCE);
  });

  it('accepts evidence without the kind of its bound, as older versions wrote it', () => {
    const { boundKind: _, ...older } = EVIDENCE;
    expect(evidenceSchema.parse(older)).toEqual(older);
  });

  it.each([
    { method: 'hearsay' },
    { cases: 12 },
    { cases: '1e3' },
    { failures: '-1' },
    { bound: 1.5 },
    { bound: undefined },
    { boundKind: 'sometimes' },
    { boundKind: undefined },
    { numbers: { x: Number.NaN } },
    { numbers: [[Number.POSITIVE_INFINITY]] },
    { counterexample: { case: undefined, explanation: 'e' } },
    { seconds: -1 },
    { supports: 'maybe' },
  ])('refuses %o', (change) => {
    expect(evidenceSchema.safeParse({ ...EVIDENCE, ...change }).success).toBe(false);
  });
});
