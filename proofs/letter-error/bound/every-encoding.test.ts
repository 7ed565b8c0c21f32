import { describe, expect, it } from 'vitest';
import { CONTROL_ENCODINGS, everyCodebook, everyPartition } from './every-encoding.js';
import type { LetterStatement } from './letter-count.js';

const context = { effort: 'quick' as const, seed: 1, progress: () => {}, signal: new AbortController().signal };

/** The errors that a method asks about, by D, L and the number of states. */
async function errorsOf(method: typeof everyCodebook): Promise<Map<string, number>> {
  const least = new Map<string, number>();
  const record: LetterStatement = ({ alphabetSize, length, states }, { wrong }) => {
    const key = `${alphabetSize},${length},${states}`;
    least.set(key, Math.min(least.get(key) ?? Number.POSITIVE_INFINITY, Number(wrong)));
    return true;
  };
  await method(record, CONTROL_ENCODINGS).run(context);
  return least;
}

describe('the best of all encodings', () => {
  it('is what is known of small codes', async () => {
    const codebooks = await errorsOf(everyCodebook);
    // One answer: half of all binary letters are wrong. Two answers 000 and 111: six strings are one letter away.
    expect([codebooks.get('2,2,1'), codebooks.get('2,3,1'), codebooks.get('2,3,2'), codebooks.get('2,2,4')]).toEqual([
      4, 12, 6, 0,
    ]);
  });

  it('is no worse when the true letters before are known and one state says nothing', async () => {
    const [codebooks, partitions] = [await errorsOf(everyCodebook), await errorsOf(everyPartition)];
    expect(partitions.get('2,3,1')).toBe(12);
    for (const [size, wrong] of codebooks) expect(partitions.get(size)).toBeLessThanOrEqual(wrong);
  });

  it('is looked for in as many encodings as there are', async () => {
    // 2^2 − 1, 2^4 − 1, 2^3 − 1 and C(8, 1) + C(8, 2) + C(8, 3) sets; 2, 15, 5 and 1 + 127 + 966 partitions.
    expect((await everyCodebook(() => true, CONTROL_ENCODINGS).run(context)).cases).toBe(String(3 + 15 + 7 + 92));
    expect((await everyPartition(() => true, CONTROL_ENCODINGS).run(context)).cases).toBe(String(2 + 15 + 5 + 1094));
  });
});
