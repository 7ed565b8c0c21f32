import { setImmediate } from 'node:timers/promises';
import type { Claim } from './claim.js';
import type { ClaimResult } from './claim-result.js';
import type { Effort, Evidence } from './evidence.js';
import { InterruptedError } from './interrupted.js';
import type { Journal } from './journal.js';
import { JournalMismatchError } from './journal-format.js';
import type { Json } from './json.js';
import type { MethodContext } from './method.js';
import { MethodError } from './method-error.js';
import { streamSeed } from './random.js';
import { evidenceSchema } from './schemas.js';
import { combinedVerdict } from './verdict.js';

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
  /** Methods and controls of all claims: those finished, including those found in the journal, and all. */
  readonly unitsDone: number;
  readonly units: number;
}

/** How to verify. */
export interface VerifyOptions {
  readonly effort: Effort;
  /** Decides every random draw. */
  readonly seed: number;
  /** Where finished units are kept and looked for. */
  readonly journal?: Journal;
  /** Called when a unit starts, about every 50 ms while it runs, and when it ends. */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Abort it to stop early. */
  readonly signal?: AbortSignal;
  /** The command that verifies the claim of this id again, alone. */
  readonly replay: (id: string) => string;
}

/** A method or a control of a claim: what is run, kept and resumed as a whole. */
interface Unit {
  readonly claim: string;
  readonly kind: 'method' | 'control';
  readonly name: string;
  readonly run: (context: MethodContext) => Promise<Evidence>;
}

function keyOf({ claim, kind, name }: Pick<Unit, 'claim' | 'kind' | 'name'>): string {
  return `${claim} ${kind} ${name}`;
}

function unitsOf(claim: Claim): Unit[] {
  return [
    ...claim.methods.map(
      (method): Unit => ({ claim: claim.id, kind: 'method', name: method.name, run: (c) => method.run(c) }),
    ),
    ...claim.controls.map(
      (control): Unit => ({ claim: claim.id, kind: 'control', name: control.name, run: (c) => control.run(c) }),
    ),
  ];
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

function resultOf(claim: Claim, found: ReadonlyMap<string, Evidence>, replay: string): ClaimResult {
  const evidenceOf = (kind: Unit['kind'], name: string) =>
    found.get(keyOf({ claim: claim.id, kind, name })) as Evidence;
  const evidence = claim.methods.map(({ name }) => ({ name, ...evidenceOf('method', name) }));
  const controls = claim.controls.map(({ name, breaks, expect }) => {
    const outcome = evidenceOf('control', name);
    return { name, breaks, expect, caught: outcome.supports === expect, evidence: outcome };
  });
  return {
    id: claim.id,
    statement: claim.statement,
    source: claim.source,
    expected: claim.expected,
    verdict: combinedVerdict(evidence, controls),
    evidence,
    controls,
    replay,
  };
}

/**
 * Runs every method and every control of the claims, one after the other, and gives one result a claim, in order.
 *
 * Each unit draws from its own random stream, made from the seed, the claim's id and the unit's name. With a journal, a
 * unit that is in it is not run again, and each unit is appended as soon as it finishes: the results of a run that was
 * killed and resumed differ from those of an uninterrupted one in `seconds` alone. The event loop turns at least
 * between units and, in the methods of this package, about every 50 ms, so that a signal handler can abort.
 *
 * @throws TypeError when two claims have the same id.
 * @throws JournalMismatchError when the journal holds something other than evidence.
 * @throws InterruptedError when `signal` is aborted; the journal, if any, has what was finished.
 * @throws MethodError when a method throws or returns something that is not evidence.
 */
export async function verifyClaims(claims: readonly Claim[], options: VerifyOptions): Promise<ClaimResult[]> {
  const { effort, seed, journal, onProgress, replay } = options;
  const signal = options.signal ?? new AbortController().signal;
  const ids = claims.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new TypeError(`two claims have the id ${repeated}: ids must differ`);
  }
  const units = claims.flatMap(unitsOf);
  const found = evidenceIn(journal);
  for (const [unitsDone, unit] of units.entries()) {
    const key = keyOf(unit);
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
  return claims.map((claim) => resultOf(claim, found, replay(claim.id)));
}
