import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaMargin } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaMargin);
  expect(result.verdict).toBe(lemmaMargin.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
