export { CONFIDENCE, clopperPearsonLower, clopperPearsonUpper, drawsForLimit } from './binomial.js';
export type { CaseMethodOptions } from './case-method.js';
export { type CertificateOptions, type CertificateResult, certificate } from './certificate.js';
export { type Claim, claim } from './claim.js';
export type { ClaimResult, ControlResult, NamedEvidence } from './claim-result.js';
export { claimsDigest } from './claims-digest.js';
export { anytimeLower, anytimeUpper } from './confidence-sequence.js';
export { type Control, type ControlOptions, type ControlOutcome, control } from './control.js';
export {
  type BoundKind,
  type Counterexample,
  EFFORTS,
  type Effort,
  type Evidence,
  type MethodName,
  type Verdict,
} from './evidence.js';
export { exact } from './exact.js';
export { exhaustion } from './exhaustion.js';
export { LockedError } from './file-lock.js';
export { InterruptedError } from './interrupted.js';
export { type Journal, openJournal } from './journal.js';
export { type JournalHeader, JournalMismatchError, type JournalUnit } from './journal-format.js';
export type { Json } from './json.js';
export { mergeShards, type NamedShard, ShardMismatchError } from './merge-shards.js';
export type { Domain, Method, MethodContext } from './method.js';
export { MethodError } from './method-error.js';
export { Pacer } from './pacer.js';
export type { RandomDraws } from './random.js';
export { type RunBlock, runBlock } from './run-block.js';
export type { RunOptions, VerifyProgress } from './run-units.js';
export { type SampledOptions, sampled } from './sampled.js';
export { type SampledRateOptions, sampledRate } from './sampled-rate.js';
export {
  claimResultSchema,
  evidenceSchema,
  runBlockSchema,
  VERIFY_SCHEMA,
  type VerifyResult,
  verifyResultSchema,
} from './schemas.js';
export { type Shard, type UnitEvidence, unitsInShard, verifyShard } from './shard.js';
export { shardExitCode } from './shard-exit-code.js';
export { SHARD_SCHEMA, type ShardedWhole, type ShardResult, shardResultSchema } from './shard-schema.js';
export type { Share } from './shares.js';
export type { Unit, UnitName } from './units.js';
export { combinedVerdict, deviates, exitCode } from './verdict.js';
export { type VerifyOptions, verifyClaims } from './verify-claims.js';
export { linkedFile, writeFileAtomically, writeJsonAtomically } from './write-json.js';
