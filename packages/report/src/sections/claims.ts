/** The evidence table, and the story of each claim. */
import type { BoundKind, ClaimResult, Evidence, NamedEvidence } from '@verbatim/evidence';
import { html, type Markup } from '../html.js';
import { digitsText, numberText, percentText } from '../numbers.js';
import { htmlTable } from '../table.js';

/** A longer case, or longer numbers, are left to the JSON. */
const LONGEST_JSON = 2000;

/** A table with a line a claim, each with a link to its story below. `prefix` keeps ids of several results apart. */
export function claimsMarkup(prefix: string, claims: readonly ClaimResult[]): Markup {
  const asExpected = claims.filter(({ verdict, expected }) => verdict === expected).length;
  const uncaught = claims.flatMap(({ controls }) => controls).filter(({ caught }) => !caught).length;
  return html`<p>${asExpected} of ${claims.length} claims came out as expected${
    uncaught === 0
      ? ', and every negative control was caught'
      : `; ${uncaught === 1 ? 'one negative control was' : `${uncaught} negative controls were`} not caught`
  }.</p>
${htmlTable(
  'Claims',
  [
    { title: 'claim' },
    { title: 'verdict' },
    { title: 'expected' },
    { title: 'cases', numeric: true },
    { title: 'controls caught', numeric: true },
    { title: 'methods' },
  ],
  claims.map((claim) => [
    html`<a href="#${claimId(prefix, claim)}">${claim.id}</a>`,
    verdictMarkup(claim),
    claim.expected,
    digitsText(claim.evidence.reduce((sum, { cases }) => sum + BigInt(cases), 0n).toString()),
    `${claim.controls.filter(({ caught }) => caught).length} of ${claim.controls.length}`,
    [...new Set(claim.evidence.map(({ method }) => method))].join(', '),
  ]),
)}
${claims.map((claim) => story(prefix, claim))}`;
}

/** A claim that a run has no points for, and what it lacks. */
export interface MissingClaim {
  readonly id: string;
  readonly reason: string;
}

/** Claims without a verdict, and why. */
export function missingMarkup(missing: readonly MissingClaim[]): Markup {
  return html`<p>Of ${missing.length === 1 ? 'one claim' : `${missing.length} claims`} this run says nothing:</p>
<ul class="missing">${missing.map(({ id, reason }) => html`<li><b>${id}</b>: ${reason}</li>\n`)}</ul>
`;
}

/** What the table links to is inside the story, which a browser then opens. Every character that is no letter, digit, point or hyphen becomes one hyphen. */
function claimId(prefix: string, { id }: ClaimResult): string {
  return `${prefix}-${id.replaceAll(/[^a-zA-Z0-9.-]+/g, '-')}`;
}

function verdictMarkup({ verdict, expected }: ClaimResult): Markup {
  return verdict === expected
    ? html`<span class="good">✓ ${verdict}</span>`
    : html`<strong class="bad">${verdict === 'undecided' ? '?' : '✗'} ${verdict}, not as expected</strong>`;
}

function story(prefix: string, claim: ClaimResult): Markup {
  const { id, statement, source, verdict, expected, evidence, controls, replay } = claim;
  return html`<details class="claim"><summary><b>${id}</b> ${verdictMarkup(claim)}</summary>
<blockquote id="${claimId(prefix, claim)}">${statement}</blockquote>
<p>Source: ${source}. Expected: ${expected}.</p>
${htmlTable(
  `Evidence for ${id}`,
  [
    { title: 'method' },
    { title: 'kind' },
    { title: 'domain' },
    { title: 'cases', numeric: true },
    { title: 'failures', numeric: true },
    { title: 'bound' },
    { title: 'supports' },
    { title: 'seconds', numeric: true },
  ],
  evidence.map((part) => [
    part.name,
    part.method,
    html`<div class="domain">${part.domain}</div>${explanationMarkup(part)}`,
    digitsText(part.cases),
    digitsText(part.failures),
    boundText(part),
    // Which method took the verdict away from what was expected.
    verdict === expected || part.supports === expected
      ? part.supports
      : html`<strong class="bad">${part.supports}</strong>`,
    part.seconds.toFixed(2),
  ]),
)}
${evidence.map(details)}
${htmlTable(
  `Negative controls of ${id}`,
  [
    { title: 'control' },
    { title: 'what is made wrong' },
    { title: 'must be' },
    { title: 'caught' },
    { title: 'cases', numeric: true },
    { title: 'failures', numeric: true },
    { title: 'bound' },
  ],
  controls.map(({ name, breaks, expect, caught, evidence: found }) => [
    name,
    html`<div class="domain">${breaks}</div>`,
    expect,
    caught ? html`<span class="good">✓ yes</span>` : html`<strong class="bad">✗ no</strong>`,
    digitsText(found.cases),
    digitsText(found.failures),
    boundText(found),
  ]),
)}
<p>Again: <code>${replay}</code></p>
</details>
`;
}

/** What the numbers of a method show, in its own words. */
function explanationMarkup({ numbers }: Evidence): Markup | null {
  const said = numbers !== undefined && 'explanation' in numbers ? numbers.explanation : null;
  return typeof said === 'string' ? html`<div class="domain said">${said}</div>` : null;
}

/** For which stopping rule a bound holds, by its kind. */
const BOUND_KINDS: Readonly<Record<BoundKind, string>> = {
  'fixed-draws': 'Clopper–Pearson, draws fixed beforehand',
  anytime: 'confidence sequence, valid after every draw',
};

/** Files of before kinds were written have bounds for fixed draws alone. */
function boundText({ bound, confidence, boundKind = 'fixed-draws' }: Evidence): string {
  if (bound === undefined) return '';
  const at = confidence === undefined ? '' : ` at ${percentText(confidence)}`;
  return `≤ ${numberText(bound)}${at} (${BOUND_KINDS[boundKind]})`;
}

function details({ name, counterexample, numbers }: NamedEvidence): Markup[] {
  return [
    ...(counterexample === undefined
      ? []
      : [
          html`<p><b>Counterexample</b> of ${name}: ${counterexample.explanation}</p>
${jsonMarkup(counterexample.case, `The case of ${name}`)}`,
        ]),
    ...(numbers === undefined ? [] : [jsonMarkup(numbers, `The numbers of ${name}`)]),
  ];
}

function jsonMarkup(value: unknown, summary: string): Markup {
  const text = JSON.stringify(value);
  return text.length > LONGEST_JSON
    ? html`<p class="note">${summary}: ${numberText(text.length)} characters, which are in the JSON.</p>
`
    : html`<details><summary>${summary}</summary><pre tabindex="0"><code>${text}</code></pre></details>
`;
}
