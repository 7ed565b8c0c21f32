/** The laws that were fitted: of times with intervals, of bytes as they were counted. */
import type { BenchResult, FittedLaw } from '@verbatim/bench';
import { lengthText } from '../axes.js';
import { html } from '../html.js';
import { percentText } from '../numbers.js';
import { type Cell, csv, type Table } from '../table.js';
import { type Part, savedTable } from './section.js';

/** Null for a run without laws. */
export function lawsPart(id: string, { laws }: BenchResult): Part | null {
  const tables = [
    {
      slug: `${id}-laws-time`,
      caption: 'Laws of time: constant + coefficient · L^exponent, in nanoseconds',
      table: timeTable(laws.filter(({ quantity }) => quantity === 'time')),
    },
    {
      slug: `${id}-laws-bytes`,
      caption: 'Laws of bytes: constant + linear · L + coefficient · L^exponent, of all that is live',
      table: bytesTable(laws.filter(({ quantity }) => quantity === 'bytes')),
    },
  ].filter(({ table }) => table.rows.length > 0);
  return tables.length === 0
    ? null
    : {
        id: `${id}-fitted-laws`,
        title: 'Fitted laws',
        body: html`${tables.map(({ slug, caption, table }) => savedTable(slug, caption, table))}`,
        files: tables.map(({ slug, table }) => ({ name: `${slug}.csv`, content: csv(table) })),
      };
}

function timeTable(laws: readonly FittedLaw[]): Table {
  return {
    columns: [
      'series',
      'exponent',
      'low',
      'high',
      'confidence',
      'constant (ns)',
      'coefficient (ns)',
      'lengths (tokens)',
      'note',
    ],
    rows: laws.map((law) => {
      const told = isTold(law);
      return [
        law.series,
        told ? law.exponent : 'not told',
        law.exponentInterval?.[0] ?? null,
        law.exponentInterval?.[1] ?? null,
        told ? percentText(law.confidence) : null,
        told ? law.constant : null,
        told ? law.coefficient : null,
        ...lengthsAndNote(law),
      ];
    }),
  };
}

function bytesTable(laws: readonly FittedLaw[]): Table {
  return {
    columns: [
      'series',
      'exponent',
      'constant (bytes)',
      'linear (bytes)',
      'coefficient (bytes)',
      'lengths (tokens)',
      'note',
    ],
    rows: laws.map((law) => {
      const told = isTold(law);
      return [
        law.series,
        told ? law.exponent : 'not told',
        ...[law.constant, law.linear, law.coefficient].map((value) => (told ? value : null)),
        ...lengthsAndNote(law),
      ];
    }),
  };
}

/** Without an interval the points do not tell the law: its numbers are a fit that others are as good as. */
function isTold({ exponentInterval }: FittedLaw): boolean {
  return exponentInterval !== null;
}

/** `256 … 1M (10)`: a law is about its lengths from the first to the last, so many of them. */
function lengthsAndNote({ lengths, note }: FittedLaw): Cell[] {
  const ends = lengths.length === 0 ? [] : [Math.min(...lengths), Math.max(...lengths)];
  return [`${ends.map(lengthText).join(' … ')} (${lengths.length})`, note];
}
