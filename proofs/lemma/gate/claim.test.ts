import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaGate } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaGate);
  expect(result.verdict).toBe(lemmaGate.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
