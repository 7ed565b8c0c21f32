/** Claims that take no time, with a method that draws. */
import { type Claim, claim } from './claim.js';
import { integers } from './context.testing.js';
import { control } from './control.js';
import { exhaustion } from './exhaustion.js';
import type { Method } from './method.js';
import { sampledRate } from './sampled-rate.js';

function all(name: string, count: number, limit: number): Method {
  return exhaustion({
    name,
    domain: `0 to ${count - 1}`,
    cases: () => integers(0, count - 1),
    holds: (n) => n < limit,
    describe: (n) => n,
  });
}

/**
 * "Every number below ten is below `limit`": as many methods that look at all of them as `methods` says, one that draws, and
 * as many controls.
 */
export function belowTen(id: string, limit: number, methods = 1): Claim {
  const names = Array.from({ length: methods }, (_, i) => `all-${i}`);
  const rate = sampledRate({
    name: 'rate',
    domain: 'uniform below ten',
    draws: () => 200,
    draw: (random) => random.integer(0, 9),
    fails: (n) => n >= limit,
    limit: 0.1,
  });
  return claim({
    id,
    statement: `Every number below ten is below ${limit}.`,
    source: 'Arithmetic',
    expected: limit >= 10 ? 'holds' : 'refuted',
    methods: [...names.map((name) => all(name, 10, limit)), rate],
    controls: names.map((name) =>
      limit >= 10
        ? control({ name, breaks: 'the limit is among the numbers', method: all(name, limit + 1, limit) })
        : control({ name, breaks: 'only zero', method: all(name, 1, limit), expect: 'holds' }),
    ),
  });
}

/** A copy without `seconds`, which differ between runs. */
export function withoutSeconds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, v) => (key === 'seconds' ? undefined : v));
}
