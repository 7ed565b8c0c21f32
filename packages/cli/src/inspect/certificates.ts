import { type CertificateCase, certificate, type Failure, precisionFrontier } from '@verbatim/transformer';
import { FORMAT_NAMES, formatOf } from './formats.js';

/** Random strings for each length, and operations for each format: about a second for those that can be run. */
const SEARCH = { draws: 4, seed: 0, operations: { atBound: 1e7, past: 1.5e7 } };

/**
 * What each format guarantees: whether it covers (n, D, L) and why not; the largest L that it covers, strings that were run
 * there, why L + 1 is not covered, and the smallest failure that a search past it finds.
 *
 * @param size - without `maxLength`, the theorem's fixed T and all Dⁿ + n − 1 letters of its longest strings.
 */
export function certificates(size: CertificateCase) {
  const { alphabetSize, ngram } = size;
  return FORMAT_NAMES.map((name) => {
    const numbers = formatOf(name);
    const { visiblePositions, reason, certified, significandBits, softmaxScale, ...errors } = certificate(
      size,
      numbers,
    );
    const { certifiedLength, reasonPast, atBound, past } = precisionFrontier(
      { alphabetSize, ngram, ...SEARCH },
      numbers,
    );
    return {
      arithmetic: name,
      certified,
      reason,
      significandBits,
      softmaxScale,
      ...finite(errors),
      visiblePositions: visiblePositions.toString(),
      largestCertifiedLength: certifiedLength?.toString() ?? null,
      reasonPast,
      atBound: atBound && { ...atBound, failure: listed(atBound.failure) },
      past: { ...past, failure: listed(past.failure) },
    };
  });
}

function listed(failure: Failure | null) {
  return failure && { ...failure, letters: [...failure.letters] };
}

/** JSON has no infinity: a bound that is beyond all doubles, or of no meaning, is null. */
function finite<Name extends string>(numbers: { readonly [name in Name]: number }): { [name in Name]: number | null } {
  const pairs = Object.entries<number>(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]);
  return Object.fromEntries(pairs);
}
