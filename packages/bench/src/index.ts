export { type BencherMetric, type BencherMetrics, toBencher } from './bencher.js';
export { type BytesPoint, bytesLaw } from './bytes-fit.js';
export { compareExponents, type PointPair, seriesOf } from './compare-exponents.js';
export { type CountedChanges, compareCounted } from './compare-points.js';
export { type CompareOptions, compareRuns, type InterleavedTime } from './compare-runs.js';
export {
  COMPARE_SCHEMA,
  type CompareResult,
  type Comparison,
  compareExitCode,
  type ExponentChange,
  type PointComparison,
  type TimeChange,
  type TimeVerdict,
} from './comparison.js';
export { compareResultSchema, parseCompareResult } from './comparison-schema.js';
export { bytesCrossover, type CrossoverNames, timeCrossover } from './crossover.js';
export { type DecisionOptions, decideTimes } from './decide-times.js';
export { type SmallerIsBetter, toGithubActionBenchmark } from './github-action-benchmark.js';
export {
  ALPHABET_SIZES,
  bitsNeeded,
  informationKept,
  type KeptBits,
  type KeptInformation,
  largestLength,
} from './information-needed.js';
export { lawAt } from './law.js';
export { type LogEstimate, logMedian } from './log-median.js';
export { type MedianInterval, medianInterval, perSecond } from './median.js';
export type { ScalingPoint } from './power-law.js';
export {
  type Achieved,
  BACKENDS,
  type Backend,
  BENCH_SCHEMA,
  type BenchPoint,
  type BenchResult,
  type Bound,
  type Ceilings,
  type Crossover,
  type FittedLaw,
  type PointCheck,
  type PointCost,
  type PointMemory,
  type TimeSummary,
} from './result.js';
export { achieved } from './roofline.js';
export { NoSamplesError, type Sampler, type SamplingOptions, sampleUntil } from './sample-until.js';
export { type ScalingFit, scalingFit, scalingPoint, timeLaw } from './scaling-fit.js';
export { benchPointSchema, benchResultSchema, parseBenchResult } from './schemas.js';
export { studentQuantile } from './student.js';
export { type Block, estimateOfBlocks, estimatesOfTwoRuns, type TwoRuns } from './time-estimates.js';
