/** Ways to check a statement about single strings and the transformer that is to copy them. */
import { drawsForLimit, type Effort, exact, exhaustion, type Method, sampled } from '@verbatim/evidence';
import { exactRationals, type NumberSystem } from '@verbatim/transformer';
import type { Arbitrary } from 'fast-check';
import {
  type Build,
  type CopyTrial,
  CopyTrials,
  describeTrial,
  type Size,
  simplerTasks,
  type Task,
} from './copy-trials.js';
import { type RandomString, randomStrings, randomStringsInWords, STRING_SHARES } from './random-strings.js';
import { type Grid, gridsInWords, sizesOf, stringsOfSizes } from './sizes.js';

/** A statement about one trial, and who copies. */
export interface Checked {
  /** Which transformer, in words, such as `the fixed T(n)`. */
  readonly transformer: string;
  readonly build: Build;
  readonly holds: (trial: CopyTrial) => boolean;
}

/** Where every string is tried; `sizes` may leave some sizes of the grids out, and `domain` then says which. */
export interface Everywhere extends Checked {
  readonly grids: (effort: Effort) => readonly Grid[];
  readonly sizes?: (grids: readonly Grid[]) => Iterable<Size>;
  /** What the sizes are restricted to, in words. */
  readonly within?: string;
}

/** Every string of the grids in f64, teacher-forced. */
export function everyString(everywhere: Everywhere): Method {
  return exhaustion(visitingAll('every-string', 'f64', new CopyTrials(everywhere.build), everywhere));
}

/** Every string of smaller grids in exact rationals, teacher-forced: nothing is rounded. */
export function everyStringExactly(everywhere: Everywhere): Method {
  const trials = new CopyTrials(everywhere.build, exactRationals as () => NumberSystem);
  return exact(visitingAll('every-string-exactly', 'exact rationals', trials, everywhere));
}

function visitingAll(name: string, arithmetic: string, trials: CopyTrials, everywhere: Everywhere) {
  const { transformer, holds, grids, sizes = sizesOf, within } = everywhere;
  const allowed = (effort: Effort) => [...sizes(grids(effort))];
  return {
    name,
    domain: (effort: Effort) =>
      `every string over D letters of every length L, ${gridsInWords(grids(effort))}${within === undefined ? '' : `, ${within}`}; ` +
      `${transformer}, ${arithmetic}, teacher-forced through the honest forward pass`,
    cases: (effort: Effort) => trials.everyString(allowed(effort)),
    size: (effort: Effort) => stringsOfSizes(allowed(effort)),
    holds,
    *shrink(trial: CopyTrial) {
      for (const task of simplerTasks(trial)) {
        if (hasSize(sizes, task)) yield trials.teacherForced(task.alphabetSize, task.ngram, task.letters);
      }
    },
    describe: describeTrial,
    explain: (trial: CopyTrial) => trials.explain(trial),
  };
}

/** Whether the size of a string is among those of the grid that ends with it. */
function hasSize(sizes: (grids: readonly Grid[]) => Iterable<Size>, { alphabetSize, ngram, letters }: Task): boolean {
  const grid = { alphabetSize, maxNgram: ngram, maxLength: letters.length };
  for (const size of sizes([grid])) if (size.ngram === ngram && size.length === letters.length) return true;
  return false;
}

/**
 * Random strings with planted repeats in f64, teacher-forced; at most `limit` of the distribution may fail. Nothing is
 * decided when the strings drawn have too few of a kind that the statement is about: see {@link STRING_SHARES}.
 *
 * @param strings - the distribution, by default the one that the domain states.
 */
export function randomTrials(
  { transformer, build, holds }: Checked,
  limit: (effort: Effort) => number,
  strings: () => Arbitrary<RandomString> = () => randomStrings(),
): Method {
  const trials = new CopyTrials(build);
  const trial = ({ alphabetSize, ngram, letters }: RandomString) => trials.teacherForced(alphabetSize, ngram, letters);
  return {
    method: 'sampled',
    name: 'random-strings',
    run: (context) =>
      sampled<RandomString>({
        name: 'random-strings',
        domain:
          `${randomStringsInWords()}; ${transformer}, f64, teacher-forced; at most ${limit(context.effort)} of the strings ` +
          'may fail the statement',
        draws: (effort) => drawsForLimit(limit(effort)),
        arbitrary: strings,
        holds: (drawn) => holds(trial(drawn)),
        describe: (drawn) => describeTrial(trial(drawn)),
        explain: (drawn) => trials.explain(trial(drawn)),
        limit: limit(context.effort),
        shares: STRING_SHARES,
      }).run(context),
  };
}
