import { expect, test } from 'vitest';
import { verifyQuickly } from '../common/verify-quickly.testing.js';
import { remark26 } from './claim.js';

test('remark-2.6 holds at quick effort, and each control is caught', async () => {
  const { verdict, evidence, controls } = await verifyQuickly(remark26);
  expect(verdict).toBe('holds');
  expect(evidence.map(({ supports }) => supports)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds']);
  expect(controls.filter(({ caught }) => !caught)).toEqual([]);
});
