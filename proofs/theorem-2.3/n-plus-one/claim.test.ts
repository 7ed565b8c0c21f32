import { describe, expect, it } from 'vitest';
import { CopyTrials, fixedTransformer } from '../../common/copy-trials.js';
import { verifyQuickly } from '../../common/verify-quickly.testing.js';
import { theorem23NPlusOne } from './claim.js';
import { failsOnlyWithLongerRepeat, withLongerKey } from './longer-repeats.js';

describe('theorem-2.3/n-plus-one', async () => {
  const result = await verifyQuickly(theorem23NPlusOne);

  it('is refuted at quick effort, and every control is caught', () => {
    expect(result.verdict).toBe(theorem23NPlusOne.expected);
    expect(result.controls.filter(({ caught }) => !caught)).toEqual([]);
  });

  it.each(['every-string', 'every-string-exactly'])(
    '%s finds the shortest string, 001 with D = 3 and n = 1',
    (name) => {
      const found = result.evidence.find((evidence) => evidence.name === name)!;
      expect(found.counterexample!.case).toEqual({ alphabetSize: 3, ngram: 1, letters: [0, 0, 1], copied: false });
    },
  );

  it('is refuted for the uniform distribution too', () => {
    const found = result.evidence.find(({ name }) => name === 'uniform-distribution')!;
    expect(found.counterexample!.case).toMatchObject({
      alphabetSize: 3,
      ngram: 1,
      length: 3,
      err: '2/9',
      pNgram: '1/9',
    });
  });
});

it('is refuted by 0102 as well, where 0 is followed by 1 and by 2; a key of two letters copies it', () => {
  const string = Uint32Array.of(0, 1, 0, 2);
  const shortKey = new CopyTrials(fixedTransformer).teacherForced(4, 1, string);
  expect(failsOnlyWithLongerRepeat(shortKey)).toBe(false);
  const longerKey = new CopyTrials(withLongerKey(fixedTransformer)).teacherForced(4, 1, string);
  expect(longerKey.copied).toBe(true);
});
