import type { Claim } from './claim.js';
import type { ClaimResult } from './claim-result.js';
import type { Evidence } from './evidence.js';
import { type UnitName, unitKey } from './units.js';
import { combinedVerdict } from './verdict.js';

/** What the evidence of all methods and controls of a claim, by key, comes to. */
export function resultOf(claim: Claim, found: ReadonlyMap<string, Evidence>, replay: string): ClaimResult {
  const evidenceOf = (kind: UnitName['kind'], name: string) =>
    found.get(unitKey({ claim: claim.id, kind, name })) as Evidence;
  const evidence = claim.methods.map(({ name }) => ({ name, ...evidenceOf('method', name) }));
  const controls = claim.controls.map(({ name, breaks, expect }) => {
    const outcome = evidenceOf('control', name);
    return { name, breaks, expect, caught: outcome.supports === expect, evidence: outcome };
  });
  return {
    id: claim.id,
    statement: claim.statement,
    source: claim.source,
    expected: claim.expected,
    verdict: combinedVerdict(evidence, controls),
    evidence,
    controls,
    replay,
  };
}
