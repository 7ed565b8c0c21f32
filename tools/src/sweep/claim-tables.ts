/** The scaling claims with their verdicts, and what stands against those that did not come out as expected. */
import type { BenchResult } from '@verbatim/bench';
import type { ClaimResult, NamedEvidence } from '@verbatim/evidence';
import { listed, markdownList, markdownTable, wrapped } from '../docs/markdown.js';
import { withThousands } from '../docs/numbers.js';

/** A row a claim; below, for each that did not come out as expected, every method and control that took its verdict away. */
export function scalingClaimTables({ claims }: BenchResult): string {
  return [
    wrapped(`In this run, ${claimCounts(claims)}.`),
    markdownTable(
      [['claim'], ['statement'], ['verdict'], ['expected'], ['evidence']],
      claims.map((claim) => [
        `\`${claim.id}\``,
        claim.statement,
        claim.verdict === claim.expected ? claim.verdict : `**${claim.verdict}**`,
        claim.expected,
        inShort(claim),
      ]),
    ),
    ...claims.filter(({ verdict, expected }) => verdict !== expected).flatMap(against),
  ].join('\n\n');
}

/** `of 3 scaling claims 2 hold and 1 is refuted` */
export function claimCounts(claims: readonly ClaimResult[]): string {
  const words = {
    holds: ['holds', 'hold'],
    undecided: ['is undecided', 'are undecided'],
    refuted: ['is refuted', 'are refuted'],
  };
  const counts = (['holds', 'undecided', 'refuted'] as const).flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words[verdict][count === 1 ? 0 : 1]}`];
  });
  return `of ${claims.length} scaling claims ${listed(counts)}`;
}

function inShort({ evidence, controls }: ClaimResult): string {
  const counted = (['holds', 'refuted', 'undecided'] as const).flatMap((verdict) => {
    const count = evidence.filter(({ supports }) => supports === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const caught = controls.filter((control) => control.caught).length;
  const kinds = [...new Set(evidence.map(({ method }) => method))].join(', ');
  return `${kinds}: ${counted.join(', ')}; ${caught} of ${controls.length} controls caught`;
}

function against({ id, verdict, expected, evidence, controls }: ClaimResult): string[] {
  const uncaught = controls.filter(({ caught }) => !caught);
  return [
    wrapped(`\`${id}\` is ${verdict}:`),
    markdownList([
      ...evidence
        .filter(({ supports }) => supports !== expected)
        .map((item) => `${item.supports}: \`${item.name}\`: ${withThousands(explanationOf(item))}.`),
      ...uncaught.map(({ name, breaks }) => `a control that was not caught: \`${name}\`: ${breaks}.`),
    ]),
  ];
}

/** What a method says of its numbers, in words. */
export function explanationOf({ numbers, domain }: Pick<NamedEvidence, 'numbers' | 'domain'>): string {
  const said = numbers !== undefined && 'explanation' in numbers ? numbers.explanation : null;
  return typeof said === 'string' ? said : domain;
}
