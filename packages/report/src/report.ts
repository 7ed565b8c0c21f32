/** One page about any number of results, and the files of its charts. */
import { BENCH_SCHEMA } from '@verbatim/bench';
import { VERIFY_SCHEMA, type VerifyResult } from '@verbatim/evidence';
import { html, Markup } from './html.js';
import { PAPER_CURVES_SCHEMA } from './paper-curves.js';
import type { ReportResult } from './read-result.js';
import { claimsMarkup, type MissingClaim } from './sections/claims.js';
import { measuredSection } from './sections/measured.js';
import { paperSection } from './sections/paper.js';
import { type ReportFile, runMarkup, type Section } from './sections/section.js';
import { STYLE } from './style.js';

/** A result, and where it came from, such as the name of its file. */
export interface ReportInput {
  readonly from: string;
  readonly result: ReportResult;
  /** Of a measuring run: the claims that it has no points for, as `missingClaims` of `@verbatim/benchmarks` finds them. */
  readonly missing?: readonly MissingClaim[];
}

/** A report: the page needs none of the files. */
export interface Report {
  /** An HTML document that loads nothing. */
  readonly page: string;
  /** SVG and CSV of every chart, and CSV of tables of laws and crossovers; their names are different. */
  readonly files: readonly ReportFile[];
}

/**
 * Makes a report: claims first, then the curves of the paper, then what was measured. The same results give the same bytes.
 *
 * @throws RangeError without results.
 */
export function makeReport(inputs: readonly ReportInput[]): Report {
  if (inputs.length === 0) throw new RangeError('no results; one or more are needed');
  const sections = [VERIFY_SCHEMA, PAPER_CURVES_SCHEMA, BENCH_SCHEMA].flatMap((schema) =>
    inputs.filter(({ result }) => result.schema === schema).map((input, i) => section(i + 1, input)),
  );
  return { page: page(sections).text, files: sections.flatMap(({ files }) => files) };
}

function section(number: number, { from, result, missing }: ReportInput): Section {
  if (result.schema === VERIFY_SCHEMA) return claimsSection(`claims-${number}`, from, result);
  if (result.schema === BENCH_SCHEMA) return measuredSection(`measured-${number}`, from, result, missing);
  return paperSection(`paper-${number}`, from, result);
}

function claimsSection(id: string, from: string, { claims, run }: VerifyResult): Section {
  return {
    id,
    title: `Claims, from ${from}`,
    body: html`${claimsMarkup(id, claims)}
${runMarkup(run)}`,
    files: [],
  };
}

/** Even if a value came through unescaped, this policy would let nothing be loaded and nothing run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Rules of a style sheet are no text: entities are not read in it. */
const STYLE_MARKUP = new Markup(STYLE);

function page(sections: readonly Section[]): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Verbatim: report</title>
<style>${STYLE_MARKUP}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the results</a>
<header><h1>What can be repeated, and what it takes</h1>
<p>A report by Verbatim, from the files of its runs.</p>
<nav aria-label="Contents"><ul>${sections.map(
    ({ id, title, parts = [] }) =>
      html`<li><a href="#${id}">${title}</a>${
        parts.length === 0
          ? null
          : html`<ul>${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}</ul>`
      }</li>`,
  )}</ul></nav></header>
<main id="content" tabindex="-1">
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title}</h2>
${body}</section>
`,
)}</main>
</body>
</html>
`;
}
