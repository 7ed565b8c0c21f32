export { type ChartFile, measuredCharts } from './measured-charts.js';
export {
  type ConstructionError,
  type ExactProbability,
  type GssmError,
  PAPER_CURVES_SCHEMA,
  type PaperCurve,
  type PaperCurvePoint,
  type PaperCurves,
  paperCurvesSchema,
} from './paper-curves.js';
export { REPORT_SCHEMAS, type ReportResult, readResult } from './read-result.js';
export { makeReport, type Report, type ReportInput } from './report.js';
export type { MissingClaim } from './sections/claims.js';
export type { ReportFile } from './sections/section.js';
export { chartsFolder, writeReport } from './write-report.js';
