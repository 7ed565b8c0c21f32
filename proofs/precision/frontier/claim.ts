/** precision/frontier: what the certificate guarantees in formats in use, and what is found to fail past it. */
import { claim, control } from '@verbatim/evidence';
import { copyingTransformer, type NumberSystem, significand } from '@verbatim/transformer';
import { everyCertified } from './every-certified.js';
import { FORMATS, mislabelled } from './formats.js';
import { frontierTable } from './frontier-table.js';
import { leastScales } from './least-scale.js';

const system = (numbers: unknown) => numbers as NumberSystem;

/** precision/frontier. */
export const precisionFrontier = claim({
  id: 'precision/frontier',
  statement:
    'In binary32, binary16, bfloat16, FP8 E4M3 and FP8 E5M2, for each (n, D, L) that the certificate guarantees, T(n) with the proved B ' +
    'copies every string of L letters without a conflicting repeat.',
  source: 'derived in docs/theory.md, section 6, from the construction of arXiv 2402.01032, Theorem 2.3 and Remark 2.6',
  expected: 'holds',
  methods: [frontierTable(FORMATS), everyCertified(FORMATS), leastScales((proved) => proved)],
  controls: [
    control({
      name: 'two-bits-said-to-be-seven',
      breaks: 'the certificate is asked about 7 bits of significand, and strings are run with 2',
      method: frontierTable([mislabelled(significand(2), system(significand(7)))]),
    }),
    control({
      name: 'certified-with-softmax-scale-1',
      breaks: 'strings that are certified with the proved B are run with B = 1',
      method: everyCertified(FORMATS, (size) => copyingTransformer({ ...size, softmaxScale: 1 })),
    }),
    control({
      name: 'softmax-scale-1',
      breaks: 'B = 1 is claimed to be enough',
      method: leastScales(() => 1),
    }),
  ],
});
