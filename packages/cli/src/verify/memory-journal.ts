import type { Journal, JournalUnit } from '@verbatim/evidence';

/** A journal for a run that has no file: what was finished is kept until the process ends. */
export function memoryJournal(): Journal {
  const units: JournalUnit[] = [];
  return {
    path: '',
    units: () => units,
    async append(unit) {
      units.push(unit);
    },
    async finish() {},
    async close() {},
  };
}
