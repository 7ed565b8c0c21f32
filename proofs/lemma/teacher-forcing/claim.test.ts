import { expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { lemmaTeacherForcing } from './claim.js';

it('holds at quick effort, and every control is caught', async () => {
  const result = await verifyQuickly(lemmaTeacherForcing);
  expect(result.verdict).toBe(lemmaTeacherForcing.expected);
  expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
});
