/** What made a result, in words. */
import type { Provenance } from '../gpu/provenance.js';
import { runInWords } from './cpu-tables.js';

/** Command, machine, versions, and the commit where it is told. */
export function madeBy({ run, commit }: Provenance): string {
  // Results of before it was written have none.
  const told = (commit as string | null | undefined) ?? null;
  return [runInWords(run), ...(told === null ? [] : [`Commit ${told}.`])].join('\n\n');
}
