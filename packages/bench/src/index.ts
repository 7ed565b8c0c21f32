export { type MedianInterval, medianInterval, perSecond } from './median.js';
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
export { benchPointSchema, benchResultSchema } from './result-schema.js';
