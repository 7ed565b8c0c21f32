import type { MethodContext } from './method.js';

/** A context for running a method by itself, and the progress that it reported. */
export function testContext(
  overrides: Partial<Pick<MethodContext, 'effort' | 'seed' | 'signal'>> = {},
): MethodContext & { readonly reports: readonly [number, number | null][] } {
  const reports: [number, number | null][] = [];
  return {
    effort: 'quick',
    seed: 1,
    signal: new AbortController().signal,
    ...overrides,
    progress: (done, total) => reports.push([done, total]),
    reports,
  };
}

/** A signal that is aborted by a timer, which can only fire when the event loop turns. */
export function abortedSoon(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 1);
  return controller.signal;
}

/** The integers from `low` to `high`, both included. */
export function* integers(low: number, high: number): Generator<number> {
  for (let n = low; n <= high; n++) {
    yield n;
  }
}
