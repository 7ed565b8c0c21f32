import { setImmediate } from 'node:timers/promises';
import type { Effort, Evidence } from './evidence.js';
import { InterruptedError } from './interrupted.js';
import type { Journal } from './journal.js';
import { JournalMismatchError } from './journal-format.js';
import type { Json } from './json.js';
import type { MethodContext } from './method.js';
import { MethodError } from './method-error.js';
import { streamSeed } from './random.js';
import { evidenceSchema } from './schemas.js';
import { type Unit, unitKey } from './units.js';

/** Where a verification is. */
export interface VerifyProgress {
  /** The claim that is being verified. */
  readonly claim: string;
  readonly kind: 'method' | 'control';
  /** The method or control that is running. */
  readonly name: string;
  /** Cases done in it, and how many there are, when that is known. */
  readonly done: number;
  readonly total: number | null;
  /** Methods and controls that this run is about: those finished, including those found in the journal, and all. */
  readonly unitsDone: number;
  readonly units: number;
}

/** How to run methods and controls. */
export interface RunOptions {
  readonly effort: Effort;
  /** Decides every random draw. */
  readonly seed: number;
  /** Where finished units are kept and looked for. */
  readonly journal?: Journal;
  /** Called when a unit starts, about every 50 ms while it runs, and when it ends. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Abort it to stop early. */
  readonly signal?: AbortSignal;
}

/** Runs one unit. What it throws is a bug to be told by name, unless the run was interrupted. */
async function runUnit(unit: Unit, context: MethodContext): Promise<Evidence> {
  try {
    return evidenceSchema.parse(await unit.run(context));
  } catch (error) {
    if (context.signal.aborted) {
      throw new InterruptedError();
    }
    throw new MethodError(unit.claim, unit.kind, unit.name, error);
  }
}

/** The evidence that an earlier, unfinished run left. */
function evidenceIn(journal: Journal | undefined): Map<string, Evidence> {
  const found = new Map<string, Evidence>();
  for (const { key, value } of journal?.units() ?? []) {
    const parsed = evidenceSchema.safeParse(value);
    if (!parsed.success) {
      throw new JournalMismatchError(`${journal?.path} has no evidence for ${key}: move the file away to start again`);
    }
    found.set(key, parsed.data);
  }
  return found;
}

/**
 * Runs the units one after the other and gives the evidence of each by its key. A unit that is in the journal is not run
 * again. Each draws from its own random stream, made from the seed and its names, so it finds the same whichever others
 * are run.
 *
 * @throws JournalMismatchError when the journal holds something other than evidence.
 * @throws InterruptedError when `signal` is aborted; the journal, if any, has what was finished.
 * @throws MethodError when a method throws or returns something that is not evidence.
 */
export async function runUnits(units: readonly Unit[], options: RunOptions): Promise<ReadonlyMap<string, Evidence>> {
  const { effort, seed, journal, onProgress } = options;
  const signal = options.signal ?? new AbortController().signal;
  const found = evidenceIn(journal);
  for (const [unitsDone, unit] of units.entries()) {
    const key = unitKey(unit);
    if (found.has(key)) {
      continue;
    }
    await setImmediate();
    if (signal.aborted) {
      throw new InterruptedError();
    }
    const { claim, kind, name } = unit;
    const progress = (done: number, total: number | null) =>
      onProgress?.({ claim, kind, name, done, total, unitsDone, units: units.length });
    progress(0, null);
    const evidence = await runUnit(unit, {
      effort,
      seed: streamSeed(seed, claim, `${kind} ${name}`),
      progress,
      signal,
    });
    found.set(key, evidence);
    await journal?.append({ key, value: evidence as unknown as Json });
  }
  return found;
}
