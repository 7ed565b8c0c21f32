import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem23Tightness } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(theorem23Tightness);
  for (const e of result.evidence)
    console.log(
      e.name,
      e.cases,
      e.supports,
      e.seconds.toFixed(2),
      JSON.stringify(e.counterexample ?? '').slice(0, 500),
    );
  for (const e of result.controls) console.log(e.name, e.caught);
  expect(result.verdict).toBe(theorem23Tightness.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
