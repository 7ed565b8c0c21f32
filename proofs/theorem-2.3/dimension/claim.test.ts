import { describe, expect, it } from 'vitest';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem23Dimension } from './claim.js';

describe('theorem-2.3/dimension', async () => {
  const result = await verifyQuickly(theorem23Dimension);

  it('has the expected verdict', () => {
    expect(result.verdict).toBe('holds');
  });

  it.each(result.controls)('catches $name', ({ caught }) => {
    expect(caught).toBe(true);
  });

  it('says which shape disagrees with a wrong formula', () => {
    const wrong = result.controls.find(({ name }) => name === 'formula-one-head-short')!;
    expect(wrong.evidence.counterexample?.explanation).toContain("the width of block 1's heads gives");
  });
});
