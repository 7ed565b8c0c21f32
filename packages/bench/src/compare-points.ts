/** What is counted of a point, and so has no noise: whether its result is right, its bytes, its dispatches. */
import type { BenchPoint } from './result.js';

/** One line for each thing that got worse, or better. */
export interface CountedChanges {
  readonly worse: readonly string[];
  readonly better: readonly string[];
}

/** Compares what is counted of the same point in two runs. Whatever grew is worse: counts need no margin. */
export function compareCounted(base: BenchPoint, next: BenchPoint): CountedChanges {
  const worse: string[] = [];
  const better: string[] = [];
  if (base.status === 'measured' && next.status !== 'measured') worse.push(outcome(next));
  if (base.status !== 'measured' && next.status === 'measured') better.push(`was ${outcome(base)}`);
  const count = (name: string, before: number, after: number, unit: string) => {
    if (before === after) return;
    const times = Number((after / before).toPrecision(3));
    const change = before === 0 || times === 1 ? '' : `, ×${times}`;
    (after > before ? worse : better).push(`${name}: ${before} to ${after}${unit}${change}`);
  };
  if (base.memory !== null && next.memory !== null) {
    count('all memory', base.memory.ledgerBytes, next.memory.ledgerBytes, ' bytes');
    const purposes = Object.keys(next.memory.ledger) as (keyof typeof next.memory.ledger)[];
    for (const purpose of purposes) count(purpose, base.memory.ledger[purpose], next.memory.ledger[purpose], ' bytes');
  }
  if (base.dispatches !== null && next.dispatches !== null) count('dispatches', base.dispatches, next.dispatches, '');
  return { worse, better };
}

function outcome({ status, check, reason }: BenchPoint): string {
  if (status === 'wrong')
    return check === null
      ? 'wrong'
      : `wrong: error ${check.relativeNorm.toPrecision(2)} of the norm, worst ${check.worst.toPrecision(2)}`;
  return `${status}: ${reason ?? 'no reason given'}`;
}
