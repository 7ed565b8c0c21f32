/** What `verify` prints for people: the table, and in words what a refuted or undecided claim rests on. */
import type { ClaimResult, Json } from '@verbatim/evidence';
import { claimTable } from '../output/claim-table.js';
import type { Colours } from '../output/colours.js';
import { oneLine } from '../output/one-line.js';

const LONGEST_CASE = 300;

/** The table of all claims, then a paragraph for each that is refuted, undecided or not as expected. */
export function verifyReport(results: readonly ClaimResult[], colours: Colours): string {
  const paragraphs = results.filter(({ verdict }) => verdict !== 'holds').map((result) => paragraph(result, colours));
  const deviating = results.filter(({ verdict, expected }) => verdict === 'holds' && expected !== 'holds');
  return [claimTable(results, colours), ...paragraphs, ...deviating.map((result) => paragraph(result, colours))].join(
    '\n\n',
  );
}

function paragraph(result: ClaimResult, colours: Colours): string {
  const { id, statement, verdict, expected, evidence, controls, replay } = result;
  const head = `${id} ${verdict === 'undecided' ? 'is undecided' : verdict === 'refuted' ? 'is refuted' : 'holds'}`;
  const expectation =
    verdict === expected
      ? 'as expected'
      : `though it was expected ${expected === 'holds' ? 'to hold' : 'to be refuted'}`;
  const lines = [`${colours.bold(head)}, ${expectation}: ${oneLine(statement)}`];
  for (const { name, supports, counterexample } of evidence) {
    if (counterexample !== undefined)
      lines.push(`${name}: ${oneLine(counterexample.explanation)}`, `  ${caseLine(counterexample.case)}`);
    else if (supports === 'undecided') lines.push(`${name}: undecided on its own`);
  }
  for (const { name, breaks, caught } of controls)
    if (!caught) lines.push(`control ${name} was not caught: ${oneLine(breaks)}`);
  lines.push(`again: ${replay}`);
  return lines.join('\n  ');
}

/** A counterexample's case as JSON, shortened. */
export function caseLine(value: Json): string {
  const text = JSON.stringify(value);
  return `case ${text.length <= LONGEST_CASE ? text : `${text.slice(0, LONGEST_CASE)}… (all of it is in the JSON)`}`;
}
