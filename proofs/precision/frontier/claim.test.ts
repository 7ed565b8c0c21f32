import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { precisionFrontier } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(precisionFrontier);
  expect(result.verdict).toBe(precisionFrontier.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
  const { formats } = result.evidence[0]!.numbers as { formats: { format: string; certified: unknown }[] };
  expect(formats.map(({ format, certified }) => [format, certified !== null])).toEqual([
    ['f32', true],
    ['f16', true],
    ['bf16', true],
    ['e4m3', false],
    ['e5m2', false],
  ]);
});
