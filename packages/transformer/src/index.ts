export { answerPrompt } from './answer-prompt.js';
export {
  type Certificate,
  type CertificateCase,
  certificate,
  type Precision,
} from './certificate.js';
export {
  type CopiedString,
  type CopyRunner,
  copyRunner,
  exhaustTeacherForced,
  generateCopy,
  type OnLetter,
  teacherForcedCopy,
} from './copy.js';
export {
  type CopyingOptions,
  type CopyingTransformer,
  copyingTransformer,
  DIMENSION_FACTOR,
  type Dimensions,
  FLAG_SCALE,
  GATE_STRENGTH,
  type GatePlace,
  LARGEST_NGRAM,
  type Layout,
} from './copying-transformer.js';
export { exactRationals, InexactError } from './exact.js';
export { everyConflictFree, type Failure, type FailureSearch, searchSmallestFailure } from './failure-search.js';
export { float64 } from './float64.js';
export { Inspector, inspect, LONGEST_INSPECTED, type PositionInspection } from './inspect.js';
export { deserialiseKvCache, firstLive, type SerialisedCache, serialiseKvCache } from './kv-cache.js';
export { largestCertifiedLength } from './largest-certified-length.js';
export { letterCode, letterWidth } from './letter-code.js';
export {
  type LookupTransformer,
  type LookupTransformerOptions,
  prefixLookupTransformer,
  suffixLookupTransformer,
} from './lookup-transformer.js';
export { type NamedWeight, namedWeights } from './named-weights.js';
export type { NumberSystem, Rows } from './number-system.js';
export {
  type BoundRun,
  type FrontierSearch,
  type PastSearch,
  type PrecisionFrontier,
  precisionFrontier,
  precisionFrontierSteps,
} from './precision-frontier.js';
export { bfloat16, float8e4m3, float8e5m2, float16, float32, roundToSignificand, significand } from './rounded.js';
export { safetensors } from './safetensors.js';
export { scoreGap, softmaxScale, visiblePositions } from './softmax-scale.js';
export {
  type Entry,
  entries,
  identity,
  type SparseMatrix,
  sparseMatrix,
  toDense,
  zeroMatrix,
} from './sparse-matrix.js';
export { keyNgram, queryNgram, type Slot, sameNgram } from './symbolic-keys.js';
export { type BlockTrace, type CachedRows, type HeadTrace, type StepTrace, Transformer } from './transformer.js';
export { assertShapes, type Block, type Head, type Mlp, type TransformerWeights } from './weights.js';
