/** Every kernel with what it is checked on. */

import { argmaxReadoutSuite } from './argmax-readout.cases.js';
import { attentionDecodeSuite } from './attention-decode.cases.js';
import { attentionPrefillSuite } from './attention-prefill.cases.js';
import { attentionPrefillNaiveSuite } from './attention-prefill-naive.cases.js';
import { cacheAdvanceSuite, cacheAppendSuite } from './cache-append.cases.js';
import type { KernelSuite } from './check-kernel.js';
import { diagonalScanStepSuite, diagonalScanSuite } from './diagonal-scan.cases.js';
import { embeddingSuite } from './embedding.cases.js';
import { gatedDeltanetStepSuite, gatedDeltanetSuite } from './gated-deltanet.cases.js';
import { gruStepSuite, gruSuite } from './gru.cases.js';
import { linearAttentionStepSuite, linearAttentionSuite } from './linear-attention.cases.js';
import { lstmStepSuite, lstmSuite } from './lstm.cases.js';
import { matrixProductSuite } from './matrix-product.cases.js';
import { ngramLookupSuite } from './ngram-lookup.cases.js';
import { ngramStepSuite } from './ngram-lookup-step.cases.js';
import { retnetStepSuite, retnetSuite } from './retnet.cases.js';
import { rnnStepSuite, rnnSuite } from './rnn.cases.js';
import { rwkvStepSuite, rwkvSuite } from './rwkv.cases.js';
import { selectiveScanStepSuite, selectiveScanSuite } from './selective-scan.cases.js';
import { tokenGateSuite } from './token-gate.cases.js';
import { windowAttentionSuite } from './window-attention.cases.js';
import { windowMeanSuite } from './window-mean.cases.js';
import { windowMeansSuite } from './window-means.cases.js';

// Suites have shapes of different types; each is only ever used with its own.
// biome-ignore lint/suspicious/noExplicitAny: see above.
export const kernelSuites: readonly KernelSuite<any>[] = [
  argmaxReadoutSuite,
  attentionDecodeSuite,
  attentionPrefillNaiveSuite,
  attentionPrefillSuite,
  cacheAdvanceSuite,
  cacheAppendSuite,
  embeddingSuite,
  matrixProductSuite,
  ngramLookupSuite,
  ngramStepSuite,
  tokenGateSuite,
  windowAttentionSuite,
  windowMeanSuite,
  windowMeansSuite,
  diagonalScanStepSuite,
  diagonalScanSuite,
  gatedDeltanetStepSuite,
  gatedDeltanetSuite,
  gruStepSuite,
  gruSuite,
  linearAttentionStepSuite,
  linearAttentionSuite,
  lstmStepSuite,
  lstmSuite,
  retnetStepSuite,
  retnetSuite,
  rnnStepSuite,
  rnnSuite,
  rwkvStepSuite,
  rwkvSuite,
  selectiveScanStepSuite,
  selectiveScanSuite,
];
