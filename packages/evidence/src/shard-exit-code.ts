import type { Claim } from './claim.js';
import type { UnitEvidence } from './shard.js';
import { combinedVerdict, exitCode } from './verdict.js';

/**
 * The exit code of a command that ran these units alone. Methods that were not run are taken to support what is expected,
 * and controls that were not run to be caught: 1 or 3 says that something came out which no other shard can mend, so that
 * the merged result exits with 1 or 3 too. The reverse is not true: that no method refutes a claim that is expected to be
 * refuted shows only when all have run.
 */
export function shardExitCode(claims: readonly Claim[], units: readonly UnitEvidence[]): 0 | 1 | 3 {
  return exitCode(
    claims.map((claim) => {
      const mine = units.filter((unit) => unit.claim === claim.id);
      const evidence: Parameters<typeof combinedVerdict>[0][number][] = mine
        .filter(({ kind }) => kind === 'method')
        .map((unit) => unit.evidence);
      const controls = claim.controls.flatMap(({ name, breaks, expect }) => {
        const unit = mine.find((other) => other.kind === 'control' && other.name === name);
        if (unit === undefined) {
          return [];
        }
        return [{ name, breaks, expect, caught: unit.evidence.supports === expect, evidence: unit.evidence }];
      });
      if (evidence.length < claim.methods.length) {
        evidence.push({ supports: claim.expected });
      }
      return { expected: claim.expected, verdict: combinedVerdict(evidence, controls), controls };
    }),
  );
}
