import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { LimitExceededError } from './errors.js';
import { headGroups } from './head-groups.js';

test.prop([fc.integer({ min: 1, max: 128 }), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 5000 })])(
  'groups cover all heads in order, fit, are the fewest, and differ by one head at most',
  (heads, bytesPerHead, limit) => {
    fc.pre(bytesPerHead <= limit);
    const groups = headGroups(heads, bytesPerHead, limit, { what: 'keys' });
    let next = 0;
    for (const group of groups) {
      expect(group.first).toBe(next);
      expect(group.heads * bytesPerHead).toBeLessThanOrEqual(limit);
      next += group.heads;
    }
    expect(next).toBe(heads);
    expect(groups.length).toBe(Math.ceil(heads / Math.floor(limit / bytesPerHead)));
    const sizes = groups.map((group) => group.heads);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  },
);

it('says which length a single head may have', () => {
  const split = () => headGroups(4, 1000, 300, { what: 'keys', length: 100 });
  expect(split).toThrow(LimitExceededError);
  expect(split).toThrow(
    'one head of keys needs maxStorageBufferBindingSize = 1000; this device allows 300, enough for length 30',
  );
});
