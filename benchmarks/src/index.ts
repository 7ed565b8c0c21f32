export { type MissingClaim, missingClaims, scalingClaims } from './claims/scaling-claims.js';
export { type DeclaredSeries, type DeclaredSuite, type PointPrecision, PRECISIONS } from './declared-suite.js';
export { declaredSuites } from './declared-suites.js';
export { analysed } from './run/analysed.js';
export { missingCuda, type OpenBackend, OtherDeviceError, openBackend } from './run/device-pool.js';
export { plannedPoints, type Selection } from './run/planned-points.js';
export { type BenchOptions, type BenchProgress, resultSoFar, runBench } from './run/run-bench.js';
export { exhaustivePass } from './suites/exhaustive-pass.js';
