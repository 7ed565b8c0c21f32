import { expect, test } from 'vitest';
import { verifyQuickly } from '../common/verify-quickly.testing.js';
import { corollary25 } from './claim.js';

test('corollary-2.5 holds at quick effort, and each control is caught', async () => {
  const { verdict, evidence, controls } = await verifyQuickly(corollary25);
  expect(verdict).toBe('holds');
  expect(evidence.map(({ supports }) => supports)).toEqual(['holds', 'holds', 'holds']);
  expect(controls.filter(({ caught }) => !caught)).toEqual([]);
});
