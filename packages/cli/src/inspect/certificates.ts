import { type CertificateCase, certificate, largestCertifiedLength } from '@verbatim/transformer';
import { FORMAT_NAMES, PRECISIONS } from './formats.js';

/**
 * What each format guarantees: whether it covers (n, D, L), why not, and the largest L that it covers.
 *
 * @param size - without `maxLength`, the theorem's fixed T and all Dⁿ + n − 1 letters of its longest strings.
 */
export function certificates(size: CertificateCase) {
  const { alphabetSize, ngram } = size;
  return FORMAT_NAMES.map((name) => {
    const precision = PRECISIONS[name];
    const { visiblePositions, reason, certified, significandBits, softmaxScale, ...errors } = certificate(
      size,
      precision,
    );
    return {
      arithmetic: name,
      certified,
      reason,
      significandBits,
      softmaxScale,
      ...finite(errors),
      visiblePositions: visiblePositions.toString(),
      largestCertifiedLength: largestCertifiedLength({ alphabetSize, ngram }, precision)?.toString() ?? null,
    };
  });
}

/** JSON has no infinity: a bound that is beyond all doubles, or of no meaning, is null. */
function finite<Name extends string>(numbers: { readonly [name in Name]: number }): { [name in Name]: number | null } {
  const pairs = Object.entries<number>(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]);
  return Object.fromEntries(pairs);
}
