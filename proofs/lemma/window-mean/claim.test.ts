import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaWindowMean } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaWindowMean);
  expect(result.verdict).toBe(lemmaWindowMean.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
