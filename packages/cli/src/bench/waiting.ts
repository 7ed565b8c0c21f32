/** What is shown while two versions are built and measured in turns, which takes minutes. */
import type { Output } from '../context.js';
import { progressLine } from '../output/progress-line.js';
import { leftText } from './units.js';

/** Says what goes on, of which version, and how long it takes. */
export interface Waiting {
  /**
   * Something whose end cannot be told: the seconds so far are shown.
   *
   * @param done - how much of all has been done before, 0 … 1.
   */
  doing(what: string, version: string, done: number): void;
  /** One of several runs: the time left is shown, by what those before it took. */
  running(run: RunOfSeveral, version: string): void;
  clear(): void;
}

/** A run that goes on. */
export interface RunOfSeveral {
  /** How many are done. */
  readonly done: number;
  readonly of: number;
  /** How much of this one is done, 0 … 1. */
  readonly within: number;
}

/** Of the first run so much has to be done before it tells how long it takes: it has to be got ready as well. */
const LEAST = 0.1;
/** Milliseconds between two looks at the clock. */
const EVERY = 1000;

/** Shows it on `stream`; `now` is a clock in milliseconds. */
export function waiting(stream: Output, now: () => number = () => performance.now()): Waiting {
  const progress = progressLine(stream, now);
  let text = () => '';
  let share = 0;
  let start: number | undefined;
  let end: number | undefined;
  let lastDone = 0;
  let cleared = false;
  const show = () => {
    // Whoever is still at work has nothing to say after that.
    if (!cleared) progress.show(text(), share);
  };
  const timer = setInterval(show, EVERY);
  return {
    doing(what, version, done) {
      share = done;
      const from = now();
      text = () => `${what}, ${Math.floor((now() - from) / 1000)} s: ${version}`;
      show();
    },
    running({ done, of, within }, version) {
      start ??= now();
      // Whole runs tell it better than parts of one.
      const known = done > lastDone ? done : done === 0 && within >= LEAST ? within : 0;
      if (known > 0) end = start + ((now() - start) / known) * of;
      lastDone = done;
      share = (done + within) / of;
      text = () => {
        const left = end === undefined ? '' : `, ${leftText(Math.max(1, (end - now()) / 1000))}`;
        return `run ${done + 1} of ${of}${left}: ${version}`;
      };
      show();
    },
    clear() {
      cleared = true;
      clearInterval(timer);
      progress.clear();
    },
  };
}
