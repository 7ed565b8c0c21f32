/** What is counted of a point, and so has no noise: whether its result is right, its bytes, FLOPs and dispatches. */
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
  const run = base.transient !== true && next.transient !== true;
  if (run && isRight(base) && !isRight(next)) worse.push(outcome(next));
  if (run && !isRight(base) && isRight(next)) better.push(`was ${outcome(base)}`);
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
  if (run && isRight(next) && base.memory !== null && next.memory === null)
    worse.push('its memory is not counted any more');
  // By the cost model: the operation itself became another one.
  if (base.cost !== null && next.cost !== null) count('FLOPs', base.cost.flops, next.cost.flops, '');
  if (base.dispatches !== null && next.dispatches !== null) count('dispatches', base.dispatches, next.dispatches, '');
  return { worse, better };
}

/** A file from elsewhere may call a point measured whose check did not pass; it is wrong all the same. */
function isRight({ status, check }: BenchPoint): boolean {
  return status === 'measured' && check?.passed !== false;
}

function outcome({ status, check, reason }: BenchPoint): string {
  if (status === 'wrong' || (status === 'measured' && check?.passed === false))
    return check === null
      ? 'wrong'
      : `wrong: error ${check.relativeNorm.toPrecision(2)} of the norm, worst ${check.worst.toPrecision(2)}`;
  return `${status}: ${reason ?? 'no reason given'}`;
}
