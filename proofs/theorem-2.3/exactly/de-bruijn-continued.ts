/** De Bruijn strings that go on past their last letter, where repeats begin: alike for a while, or with a conflict. */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import { deBruijnCycle } from '@verbatim/tasks';
import { type Build, type CopyTrial, CopyTrials, describeTrial, obeysExactLaw } from '../../common/copy-trials.js';
import { deBruijnOrders } from '../../common/sizes.js';

/** Which transformer is to copy them, and up to which Dⁿ. */
export interface ContinuedRuns {
  readonly build: Build;
  readonly limit: (effort: Effort) => number;
}

/**
 * A de Bruijn cycle of Dⁿ letters, read on around for 2n letters, so that its first n-grams come back and nothing conflicts;
 * the same with its last letter changed, which conflicts; and the cycle read on for n letters, the last one changed, where
 * an n-gram is repeated and nothing follows it.
 */
export function continuations(alphabetSize: number, ngram: number): Uint32Array[] {
  const cycle = deBruijnCycle(alphabetSize, ngram);
  const around = Uint32Array.from({ length: cycle.length + 2 * ngram }, (_, i) => cycle[i % cycle.length]!);
  const changed = (length: number) => {
    const string = around.slice(0, length);
    string[length - 1] = (string[length - 1]! + 1) % alphabetSize;
    return string;
  };
  return [around, changed(around.length), changed(cycle.length + ngram)];
}

/** The exact law on de Bruijn strings that go on. */
export function deBruijnContinued({ build, limit }: ContinuedRuns): Method {
  const trials = new CopyTrials(build);
  return exhaustion<CopyTrial>({
    name: 'de-bruijn-continued',
    domain: (effort) =>
      `de Bruijn cycles of every D ≥ 2 and n ≥ 1 with Dⁿ ≤ ${limit(effort)}: read around for Dⁿ + 2n letters, which repeats n-grams ` +
      'without a conflict; with the last of these letters changed, which conflicts; and with letter Dⁿ + n changed, which ' +
      'is the last and repeats an n-gram that nothing follows. T(n) with a softmax for that length, f64, teacher-forced',
    *cases(effort) {
      for (const { alphabetSize, ngram } of deBruijnOrders(limit(effort))) {
        for (const letters of continuations(alphabetSize, ngram)) {
          yield trials.teacherForced(alphabetSize, ngram, letters);
        }
      }
    },
    size: (effort) => 3 * deBruijnOrders(limit(effort)).length,
    holds: obeysExactLaw,
    describe: describeTrial,
    explain: (trial) => trials.explain(trial),
  });
}
