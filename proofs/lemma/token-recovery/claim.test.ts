import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaTokenRecovery } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaTokenRecovery);
  expect(result.verdict).toBe(lemmaTokenRecovery.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
