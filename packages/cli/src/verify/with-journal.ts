/** Runs methods and controls with a journal, so that what was finished outlives an interruption. */
import {
  InterruptedError,
  type Journal,
  type JournalHeader,
  JournalMismatchError,
  LockedError,
  openJournal,
  type RunOptions,
} from '@verbatim/evidence';
import type { Context } from '../context.js';
import { fileProblem } from '../input/read-input.js';
import { INTERRUPTED, interruptible } from '../interruption.js';
import type { JsonTarget } from '../output/json-target.js';
import { quoted } from '../output/one-line.js';
import { progressLine } from '../output/progress-line.js';
import { UsageError } from '../usage-error.js';
import { memoryJournal } from './memory-journal.js';

/** What is done with the journal. */
export interface JournalledWork {
  /** @returns the exit code. */
  run(journal: Journal, watch: Watch): Promise<number>;
  /** Says what is left of an interrupted run that has no file to keep it in. */
  interrupted(journal: Journal): Promise<void>;
}

/** Runs units and shows on standard error how far they are. */
export type Watch = <T>(units: (options: Pick<RunOptions, 'onProgress' | 'signal'>) => Promise<T>) => Promise<T>;

/**
 * Opens the journal beside the target, or one in memory, and does the work.
 *
 * @returns the exit code.
 * @throws UsageError when there is a journal of another run, or another run is using it.
 */
export function withJournal(
  context: Context,
  target: JsonTarget | undefined,
  header: JournalHeader,
  work: JournalledWork,
): Promise<number> {
  // Around everything: where there is a journal, an interruption is heard.
  return interruptible(async (signal) => {
    const journal = await journalOf(target, header);
    if (journal.units().length > 0)
      context.stderr.write(`going on from ${journal.path}, with ${journal.units().length} methods and controls done\n`);
    try {
      return await work.run(journal, watchOn(context, signal));
    } catch (error) {
      await journal.close();
      if (!(error instanceof InterruptedError)) throw mismatchAsUsage(error);
      if (target?.file)
        context.stderr.write(
          `verbatim: interrupted; ${journal.units().length} finished methods and controls are kept in ${journal.path}: run the same command again to go on\n`,
        );
      else await work.interrupted(journal);
      return INTERRUPTED;
    }
  });
}

function watchOn(context: Context, signal: AbortSignal): Watch {
  return async (units) => {
    const progress = progressLine(context.stderr);
    try {
      return await units({
        signal,
        onProgress({ claim, name, done, total, unitsDone, units: count }) {
          const within = total === null || total === 0 ? 0 : Math.min(1, done / total);
          progress.show(`${unitsDone + 1} of ${count}: ${claim}, ${name}`, (unitsDone + within) / count);
        },
      });
    } finally {
      progress.clear();
    }
  };
}

async function journalOf(target: JsonTarget | undefined, header: JournalHeader): Promise<Journal> {
  if (!target?.file) return memoryJournal();
  try {
    return await openJournal(target.file, header);
  } catch (error) {
    if (error instanceof JournalMismatchError || error instanceof LockedError) throw new UsageError(error.message);
    throw new UsageError(
      `--json ${quoted(target.file)}: the journal cannot be kept beside it: ${fileProblem(error)}; accepted is another name`,
    );
  }
}

/** A journal that belongs to something else is the user's to move, and not a bug. */
function mismatchAsUsage(error: unknown): unknown {
  return error instanceof JournalMismatchError ? new UsageError(error.message) : error;
}
