import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaReadout } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaReadout);
  expect(result.verdict).toBe(lemmaReadout.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
