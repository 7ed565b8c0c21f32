/** What a shard prints for people: a line for each method and control, and in words what is amiss. */
import type { Claim, UnitEvidence } from '@verbatim/evidence';
import { wholeNumberText } from '../output/big-numbers.js';
import type { Colours } from '../output/colours.js';
import { oneLine } from '../output/one-line.js';
import { plainTable } from '../output/plain-table.js';
import { caseLine } from './report.js';
import { replayCommand, type Verification } from './verification.js';

/** The table of the units, then a paragraph for each that no other shard can mend. */
export function shardReport(verification: Verification, units: readonly UnitEvidence[], colours: Colours): string {
  const expected = expectations(verification.claims);
  const rows = units.map((unit) => {
    const { claim, kind, name, evidence } = unit;
    const { supports, cases, seconds } = evidence;
    return [
      claim,
      kind,
      name,
      isAmiss(unit, expected(unit)) ? colours.red(`${supports} (!)`) : supports,
      expected(unit),
      wholeNumberText(cases),
      seconds.toFixed(1),
    ];
  });
  const titles = ['claim', 'kind', 'name', 'supports', 'expected'].map((title) => ({ title: colours.bold(title) }));
  const numbers = ['cases', 'seconds'].map((title) => ({ title: colours.bold(title), align: 'right' as const }));
  const paragraphs = units
    .filter((unit) => isAmiss(unit, expected(unit)))
    .map(({ claim, kind, name, evidence: { supports, counterexample } }) =>
      [
        `${colours.bold(`${claim}, ${kind} ${name}`)}: ${supports}, though ${expected({ claim, kind, name })} was expected`,
        ...(kind === 'method' && counterexample !== undefined
          ? [oneLine(counterexample.explanation), caseLine(counterexample.case)]
          : []),
        `again, with the rest of the claim: ${replayCommand(verification, claim)}`,
      ].join('\n  '),
    );
  return [plainTable([...titles, ...numbers], rows), ...paragraphs].join('\n\n');
}

type Expectation = (unit: Pick<UnitEvidence, 'claim' | 'kind' | 'name'>) => string;

function expectations(claims: readonly Claim[]): Expectation {
  const byKey = new Map<string, string>();
  for (const { id, expected, methods, controls } of claims) {
    for (const { name } of methods) byKey.set(`${id} method ${name}`, expected);
    for (const { name, expect } of controls) byKey.set(`${id} control ${name}`, expect);
  }
  return ({ claim, kind, name }) => byKey.get(`${claim} ${kind} ${name}`) as string;
}

/** A claim that is expected to be refuted needs one method that refutes it: of one that does not nothing follows. */
function isAmiss({ kind, evidence }: UnitEvidence, expected: string): boolean {
  return evidence.supports !== expected && !(kind === 'method' && expected === 'refuted');
}
