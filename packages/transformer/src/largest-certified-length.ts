/** The largest L that a certificate guarantees. */
import { type CertificateCase, certificatesByLength, type Precision } from './certificate.js';
import { letterWidth } from './letter-code.js';
import { scoreGap, softmaxScale, visiblePositions } from './softmax-scale.js';

/**
 * The largest L such that (D, n) is certified for it and for every shorter length; null when not even L = 1 is.
 *
 * B grows in steps with L. The certificate can only get worse with L within a step, and from the end of one step to the
 * end of the next, so a search over the ends of steps, and then within the first step with a bad end, finds the answer.
 *
 * @throws RangeError for exact arithmetic, which guarantees every length.
 */
export function largestCertifiedLength(
  { alphabetSize, ngram, stop = false }: Omit<CertificateCase, 'maxLength'>,
  numbers: Precision,
): bigint | null {
  if (numbers.significandBits === Number.POSITIVE_INFINITY)
    throw new RangeError('exact arithmetic guarantees every length; there is no largest one');
  const certified = certificatesByLength({ alphabetSize, ngram, stop }, numbers);
  const holds = (maxLength: bigint) => certified(maxLength).certified;
  const perPosition = BigInt(4 * (letterWidth(alphabetSize) + 1));
  const gap = scoreGap(alphabetSize);
  /** The largest L with this B. */
  const endOfStep = (scale: number) => ((1n << BigInt(gap * scale)) / perPosition - 2n) / 2n;

  const first = softmaxScale(alphabetSize, visiblePositions(alphabetSize, ngram, 1n));
  let bad = 1;
  while (holds(endOfStep(first - 1 + bad))) bad *= 2;
  let good = Math.floor(bad / 2);
  while (bad - good > 1) {
    const middle = Math.floor((bad + good) / 2);
    if (holds(endOfStep(first - 1 + middle))) good = middle;
    else bad = middle;
  }
  let low = good === 0 ? 0n : endOfStep(first - 1 + good);
  let high = endOfStep(first - 1 + bad);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low === 0n ? null : low;
}
