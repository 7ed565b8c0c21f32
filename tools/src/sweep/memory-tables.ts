/** What is kept, against what copying needs, and all that is live. */
import {
  ALPHABET_SIZES,
  type BenchResult,
  type FittedLaw,
  informationKept,
  type KeptInformation,
  largestLength,
} from '@verbatim/bench';
import { markdownTable } from '../docs/markdown.js';
import { bytes, grouped, readable } from '../docs/numbers.js';
import { isTold, lawOf, seriesOf } from './series.js';

/** A row for each cache and state: its bytes, and the largest L of which its bits can tell all strings apart. */
export function keptTable(result: BenchResult): string {
  const kept = informationKept(result);
  const longest = Math.max(...kept.flatMap(({ points }) => points.map(({ length }) => length)));
  const declared = seriesOf(result, 'state').map(({ name }) => name);
  return markdownTable(
    [
      ['what is kept'],
      ['precision'],
      ['law, bytes'],
      [`at L = ${grouped(longest)}`, 'right'],
      ...ALPHABET_SIZES.map((D) => [`largest L, D = ${D}`, 'right'] as const),
    ],
    kept
      .toSorted((a, b) => declared.indexOf(a.series) - declared.indexOf(b.series))
      .map((information) => {
        const [, kernel, precision] = information.series.split('/') as [string, string, string];
        const last = information.points.find(({ length }) => length === longest);
        return [
          kernel,
          precision,
          lineText(information),
          last === undefined ? '–' : bytes(last.bits / 8),
          ...ALPHABET_SIZES.map((D) => largestText(largestLength(information, D))),
        ];
      }),
  );
}

/** The line that bits lie on, in bytes. Inputs shorter than their window are left out of it. */
function lineText({ law }: KeptInformation): string {
  return law === null ? 'none' : sumText([law.constant / 8, law.perLetter / 8]);
}

function largestText(length: number | null): string {
  return length === null ? '–' : length === Infinity ? 'every L' : grouped(length);
}

/** A row for each law of all live bytes in these suites, with the series that follow it. */
export function liveTable(result: BenchResult, suites: readonly string[]): string {
  const rows = suites.flatMap((suite) => {
    const byLaw = new Map<string, string[]>();
    for (const { name, kernel, precision } of seriesOf(result, suite)) {
      const law = lawOf(result, name, 'bytes');
      if (law === undefined) continue;
      const text = lawText(law);
      byLaw.set(text, [...(byLaw.get(text) ?? []), `${kernel} ${precision}`]);
    }
    return [...byLaw].map(([law, names]) => [suite, law, names.join(', ')]);
  });
  return markdownTable([['suite'], ['live bytes'], ['of']], rows);
}

/** `64·L² + 16,512·L`; of a law that the bytes are only near to, how near; of none, why. */
export function lawText(law: FittedLaw): string {
  if (!isTold(law)) return `not told: ${law.note}`;
  const { constant, linear, coefficient, exponent } = law;
  const sum = sumText(
    exponent === 0
      ? [constant + coefficient]
      : exponent === 1
        ? [constant, linear + coefficient]
        : [constant, linear, coefficient],
  );
  return law.note === null ? sum : `${sum} (${law.note})`;
}

/** A sum of powers of L, the highest first. */
function sumText(coefficients: readonly number[]): string {
  const terms = coefficients.map((value, power) => ({ value, power })).filter(({ value }) => value !== 0);
  const shown = terms.toReversed().map(({ value, power }) => {
    const number = readable(value);
    return power === 0 ? number : `${value === 1 ? '' : `${number}·`}L${power === 1 ? '' : '²'}`;
  });
  return shown.join(' + ') || '0';
}
