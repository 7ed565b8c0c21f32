/** What became of every claim: one line each for the README, and everything for the page of results. */
import type { ClaimResult, ControlResult, MethodName, NamedEvidence } from '@verbatim/evidence';
import { markdownList, markdownTable, wrapped } from './markdown.js';
import { confidence, grouped, roundedUp, seconds } from './numbers.js';

/** From the strongest to the weakest. */
const KINDS: readonly MethodName[] = ['certificate', 'exact', 'exhaustion', 'sampled'];

/** The page of a claim, from the root of the repository. */
export function claimPage(id: string): string {
  return `proofs/${id}/README.md`;
}

/** One line a claim: verdict, what was expected, and its evidence in short. */
export function claimSummary(results: readonly ClaimResult[]): string {
  return markdownTable(
    [['claim'], ['verdict'], ['expected'], ['evidence']],
    results.map(({ id, verdict, expected, evidence, controls }) => [
      `[\`${id}\`](${claimPage(id)})`,
      verdict === expected ? verdict : `**${verdict}**`,
      expected,
      [...KINDS.flatMap((kind) => inShort(kind, evidence)), controlsInShort(controls)].join('; '),
    ]),
  );
}

/** All evidence of one kind in a few words; nothing when there is none. */
function inShort(kind: MethodName, evidence: readonly NamedEvidence[]): string[] {
  const found = evidence.filter(({ method }) => method === kind);
  if (found.length === 0) return [];
  const total = (of: 'cases' | 'failures') => found.reduce((sum, item) => sum + BigInt(item[of]), 0n).toString();
  const bounds = found.flatMap(({ bound, confidence: at }) =>
    bound === undefined || at === undefined ? [] : [{ bound, at }],
  );
  // A statement about a probability can hold although the event that it speaks of was seen.
  const aboutARate = found.some(({ supports, failures }) => supports === 'holds' && failures !== '0');
  const counts = `${grouped(total('failures'))} of ${grouped(total('cases'))}`;
  const failing = aboutARate ? `${kind}: the event in ${counts} draws` : `${kind}: ${counts} fail`;
  if (bounds.length === 0) return [failing];
  const bound = roundedUp(Math.max(...bounds.map((each) => each.bound)));
  const at = confidence(Math.min(...bounds.map((each) => each.at)));
  return [`${failing} (rate${bounds.length > 1 ? 's' : ''} ≤ ${bound} at ${at})`];
}

function controlsInShort(controls: readonly ControlResult[]): string {
  const caught = controls.filter((control) => control.caught).length;
  return `${caught} of ${controls.length} controls caught`;
}

/**
 * Everything about every claim: statement, source, one line a method, its domain, counterexamples, controls, replay.
 *
 * @param up the way from the page to the root of the repository, such as `../`.
 */
export function claimDetails(results: readonly ClaimResult[], up: string): string {
  return results.map((result) => details(result, up)).join('\n\n');
}

/** A counterexample that is a whole table is in the JSON; here its beginning is enough. */
function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)} …`;
}

function details({ id, statement, source, verdict, expected, evidence, controls, replay }: ClaimResult, up: string) {
  const refuting = evidence.flatMap(({ name, counterexample }) =>
    counterexample === undefined
      ? []
      : [
          `\`${name}\` refutes with \`${shortened(JSON.stringify(counterexample.case))}\`: ${counterexample.explanation}`,
        ],
  );
  return [
    `### \`${id}\``,
    wrapped(statement, '> ').replaceAll('\n  ', '\n> '),
    wrapped(
      `Source: ${source}. Verdict: **${verdict}**, expected: ${expected}. [What was shown](${up}${claimPage(id)}).`,
    ),
    markdownTable(
      [['method'], ['kind'], ['cases', 'right'], ['failures', 'right'], ['bound', 'right'], ['seconds', 'right']],
      evidence.map((item) => [
        `\`${item.name}\``,
        item.method,
        grouped(item.cases),
        grouped(item.failures),
        item.bound === undefined || item.confidence === undefined
          ? ''
          : `≤ ${roundedUp(item.bound)} at ${confidence(item.confidence)}${item.boundKind === 'anytime' ? ', anytime-valid' : ''}`,
        seconds(item.seconds),
      ]),
    ),
    markdownList([...evidence.map(({ name, domain }) => `\`${name}\`: ${domain}.`), ...refuting]),
    `Controls, ${controlsInShort(controls).replace(' controls', '')}:`,
    markdownList(
      controls.map(({ name, breaks, caught }) => `\`${name}\`${caught ? '' : ' (**not caught**)'}: ${breaks}.`),
    ),
    wrapped(`Replay: \`${replay}\``),
  ].join('\n\n');
}
