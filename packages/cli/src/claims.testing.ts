/** Small claims with a known outcome, and one that runs until it is interrupted. */
import { type Claim, claim, control, exhaustion, type Method } from '@verbatim/evidence';

function everyNumber(name: string, count: number, holds: (n: number) => boolean, onRun: () => void = () => {}): Method {
  const method = exhaustion<number>({
    name,
    domain: `0 to ${count - 1}`,
    *cases() {
      for (let n = 0; n < count; n++) yield n;
    },
    size: () => count,
    holds,
    describe: (n) => n,
    explain: (n) => `${n} is too large`,
  });
  return {
    ...method,
    run(context) {
      onRun();
      return method.run(context);
    },
  };
}

/** "Every number below ten is below `limit`", with a control that is caught. */
export function belowLimit(
  id: string,
  limit: number,
  expected: Claim['expected'],
  onRun: (unit: string) => void = () => {},
): Claim {
  return claim({
    id,
    statement: `Every number below ten is below ${limit}.`,
    source: 'Arithmetic',
    expected,
    methods: [
      everyNumber(
        'all',
        10,
        (n) => n < limit,
        () => onRun(`${id} all`),
      ),
      everyNumber(
        'twice',
        10,
        (n) => n < limit,
        () => onRun(`${id} twice`),
      ),
    ],
    controls: [
      limit >= 10
        ? control({
            name: 'more',
            breaks: 'the limit is among the numbers',
            method: everyNumber('more', limit + 1, (n) => n < limit),
          })
        : control({
            name: 'fewer',
            breaks: 'only zero',
            method: everyNumber('fewer', 1, (n) => n < limit),
            expect: 'holds',
          }),
    ],
  });
}

/** A claim whose control finds nothing wrong, so that it stays undecided. */
export function uncaught(id: string): Claim {
  const all = everyNumber('all', 10, () => true);
  return claim({
    id,
    statement: 'Every number is a number.',
    source: 'Arithmetic',
    expected: 'holds',
    methods: [all],
    controls: [control({ name: 'nothing', breaks: 'nothing at all', method: all })],
  });
}

/** A claim whose method throws. */
export function broken(id: string): Claim {
  const method: Method = {
    method: 'exact',
    name: 'broken',
    run: () => Promise.reject(new Error('a bug\nin two lines')),
  };
  return { ...uncaught(id), methods: [method] };
}
