export { type ArgmaxReadoutShape, argmaxReadout } from './argmax-readout.js';
export { ATTENTION_BIASES, type AttentionBias, alibiSlopes, MOST_KEYS, NO_WINDOW } from './attention-bias.js';
export { type AttentionDecodeShape, attentionDecode, SOFTMAX_BASES } from './attention-decode.js';
export { ATTENTION_TILES, attentionPrefill, attentionPrefillPlan, attentionTileFor } from './attention-prefill.js';
export { attentionPrefillNaive } from './attention-prefill-naive.js';
export { type AttentionPrefillShape, attentionPrefillCost } from './attention-prefill-shape.js';
export type { AttentionTile } from './attention-prefill-tile.js';
export { type CacheAppendShape, cacheAdvance, cacheAppend } from './cache-append.js';
export {
  type CheckResult,
  checkKernel,
  compareOutputs,
  compareTensors,
  DEFAULT_TOLERANCE,
  type KernelCase,
  type KernelSuite,
  referenceOf,
  runCase,
  type Tolerance,
} from './check-kernel.js';
export { type DiagonalScanShape, diagonalScan } from './diagonal-scan.js';
export { type DiagonalScanStepShape, diagonalScanStep } from './diagonal-scan-step.js';
export { type EmbeddingShape, embedding } from './embedding.js';
export {
  type GatedDeltanetShape,
  type GatedDeltanetStepShape,
  gatedDeltanet,
  gatedDeltanetStep,
} from './gated-deltanet.js';
export { gru, gruStep } from './gru.js';
export type {
  Cost,
  Dtype,
  KernelDefinition,
  PlanContext,
  PlanStep,
  Precision,
  TensorSpec,
  Tensors,
} from './kernel-definition.js';
export { type LinearAttentionShape, linearAttention, linearAttentionStep } from './linear-attention.js';
export { lstm, lstmStep } from './lstm.js';
export { type MatrixProductShape, matrixProduct } from './matrix-product.js';
export { mostAdditions, mostRescalings, type NgramLookupShape, ngramLookup } from './ngram-lookup.js';
export { type NgramStepShape, ngramStep, stepFits } from './ngram-lookup-step.js';
export { type PreparedKernel, planFor, prepareKernel, runsPerOutput, type TensorPlace } from './prepare.js';
export type { FeatureMap } from './retention.js';
export { type RetNetShape, retnet, retnetDecays, retnetStep } from './retnet.js';
export { rnn, rnnStep } from './rnn.js';
export type { SequentialShape } from './rnn-sequential.js';
export { RWKV_NO_EXPONENT, type RwkvShape, rwkv } from './rwkv.js';
export { type RwkvStepShape, rwkvStep } from './rwkv-step.js';
export { type SelectiveScanShape, selectiveScan } from './selective-scan.js';
export { type SelectiveScanStepShape, selectiveScanStep } from './selective-scan-step.js';
export { BYTES_OF, decodeNumbers, encodeNumbers } from './stored-numbers.js';
export { kernelSuites } from './suites.js';
export { bytesOf, countOf } from './tensor-size.js';
export { GATE_NUMBERS, keyBlocks, type TokenGateShape, tokenGate } from './token-gate.js';
export { type WindowAttentionShape, windowAttention } from './window-attention.js';
export { type WindowMeanShape, windowMean } from './window-mean.js';
export { type WindowMeansShape, windowMeans } from './window-means.js';
