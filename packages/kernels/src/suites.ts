/** Every kernel with what it is checked on. */

import { argmaxReadoutSuite } from './argmax-readout.cases.js';
import { attentionPrefillSuite } from './attention-prefill.cases.js';
import { attentionPrefillNaiveSuite } from './attention-prefill-naive.cases.js';
import type { KernelSuite } from './check-kernel.js';
import { embeddingSuite } from './embedding.cases.js';
import { matrixProductSuite } from './matrix-product.cases.js';
import { ngramLookupSuite } from './ngram-lookup.cases.js';
import { tokenGateSuite } from './token-gate.cases.js';
import { windowMeansSuite } from './window-means.cases.js';

// Suites have shapes of different types; each is only ever used with its own.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const kernelSuites: readonly KernelSuite<any>[] = [
  argmaxReadoutSuite,
  attentionPrefillNaiveSuite,
  attentionPrefillSuite,
  embeddingSuite,
  matrixProductSuite,
  ngramLookupSuite,
  tokenGateSuite,
  windowMeansSuite,
];
