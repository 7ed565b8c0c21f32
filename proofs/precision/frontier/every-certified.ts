/** Every string of every small size that is certified, really run in the format that it is certified for. */
import { type Effort, exhaustion, type Method } from '@verbatim/evidence';
import {
  certificate,
  copyingTransformer,
  copyRunner,
  everyConflictFree,
  type NumberSystem,
  teacherForcedCopy,
} from '@verbatim/transformer';
import { sizesOf } from '../../common/sizes.js';
import { GRIDS, gridsOfFrontier } from './grids.js';

interface Run {
  readonly format: string;
  readonly alphabetSize: number;
  readonly ngram: number;
  readonly maxLength: number;
  readonly letters: Uint32Array;
  readonly copied: boolean;
}

/**
 * All strings without a conflicting repeat where the certificate says that they are copied.
 *
 * @param build the transformer that copies them; another one than the certificate is about in a control.
 */
export function everyCertified(formats: readonly NumberSystem[], build = copyingTransformer): Method {
  return exhaustion<Run>({
    name: 'every-certified-string',
    domain: (effort: Effort) =>
      `${gridsOfFrontier(effort)}, in ${formats.map(({ name }) => name).join(', ')}: wherever (D, n, L) is certified, every string of L ` +
      'letters without a conflicting repeat, teacher-forced, every operation rounded to the format',
    *cases(effort) {
      for (const numbers of formats) {
        for (const { alphabetSize, ngram, length } of sizesOf(GRIDS[effort])) {
          const size = { alphabetSize, ngram, maxLength: length };
          if (!certificate(size, numbers).certified) continue;
          const runner = copyRunner(build(size), numbers);
          for (const letters of everyConflictFree(alphabetSize, ngram, length, Number.POSITIVE_INFINITY) ?? []) {
            const copied = teacherForcedCopy(runner, letters).every((letter, i) => letter === letters[i]);
            yield { format: numbers.name, ...size, letters, copied };
          }
        }
      }
    },
    holds: ({ copied }) => copied,
    describe: (run) => ({ ...run, letters: [...run.letters] }),
    explain: ({ format, alphabetSize, ngram, maxLength, letters }) =>
      `(D, n, L) = (${alphabetSize}, ${ngram}, ${maxLength}) is certified in ${format}, and ${letters.join(' ')} does not come out.`,
  });
}
