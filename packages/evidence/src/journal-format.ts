import * as z from 'zod';
import type { Json } from './json.js';

/** One finished piece of work. */
export interface JournalUnit {
  /** Which piece of work; unique in its journal. */
  readonly key: string;
  readonly value: Json;
}

/** What a journal is about. A run only resumes from a journal whose header equals its own. */
export type JournalHeader = { readonly schema: string } & { readonly [field: string]: Json };

/** A journal on the disk belongs to another run. It was left as it is. */
export class JournalMismatchError extends Error {
  override readonly name = 'JournalMismatchError';
}

const headerSchema = z.intersection(z.object({ schema: z.string() }), z.record(z.string(), z.json()));
const unitSchema = z.object({ key: z.string(), value: z.json() });

function parsed<T>(schema: z.ZodType<T>, text: string, number: number, path: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JournalMismatchError(`line ${number} of ${path} is not JSON: move the file away to start again`);
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new JournalMismatchError(
      `line ${number} of ${path} is not from a journal: move the file away to start again`,
    );
  }
  return result.data;
}

/**
 * Reads the complete lines of a journal.
 *
 * @throws JournalMismatchError when a line is not what a journal holds.
 */
export function parseJournal(text: string, path: string): { header: JournalHeader; units: JournalUnit[] } {
  const [header, ...units] = text.split('\n');
  return {
    header: parsed(headerSchema, header, 1, path),
    units: units.map((unit, index) => parsed(unitSchema, unit, index + 2, path)),
  };
}
