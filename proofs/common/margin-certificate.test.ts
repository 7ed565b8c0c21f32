import { claim, control, type Method, verifyClaims } from '@verbatim/evidence';
import { expect, it } from 'vitest';
import { EXACT_AND_DOUBLES, marginCertificate, sufficientOnly } from './margin-certificate.js';

const range = () => ({ maxAlphabetSize: 5, maxNgram: 3 });
const coarse = marginCertificate(
  [{ name: '3 bits', significandBits: 3, smallestExponent: -1074, largestExponent: 1023 }],
  range,
);
const fine = marginCertificate(EXACT_AND_DOUBLES, range);

async function evidenceOf(method: Method) {
  const alone = claim({
    id: 'a/margin',
    statement: 'The margin is enough.',
    source: 'this test',
    expected: 'holds',
    methods: [method],
    controls: [control({ name: 'coarse', breaks: '3 bits', method: coarse })],
  });
  const [result] = await verifyClaims([alone], { effort: 'quick', seed: 1, replay: (id) => id });
  return result!.evidence[0]!;
}

it('covers every D and n of the range in each number system, and shows the tightest', async () => {
  const { supports, cases, numbers } = await evidenceOf(fine);
  expect(supports).toBe('holds');
  expect(cases).toBe(String(2 * 4 * 3));
  const { tightest } = numbers as unknown as { tightest: { name: string; logitMargin: number; logitError: number }[] };
  expect(tightest.map(({ name }) => name)).toEqual(['exact rationals', 'f64']);
  for (const { logitMargin, logitError } of tightest) {
    expect(logitMargin).toBeGreaterThan(logitError);
  }
});

it('refutes nothing when the inequality fails, where it is only sufficient', async () => {
  expect((await evidenceOf(coarse)).supports).toBe('refuted');
  const evidence = await evidenceOf(sufficientOnly(coarse));
  expect(evidence.supports).toBe('undecided');
  expect(evidence.counterexample).toBeUndefined();
  expect((await evidenceOf(sufficientOnly(fine))).supports).toBe('holds');
});
