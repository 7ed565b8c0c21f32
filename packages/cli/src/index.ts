export type { Context, Output } from './context.js';
export { COPY_SCHEMA, type CopyResult, copyResultSchema } from './copy/schema.js';
export { INSPECT_SCHEMA, type InspectResult, inspectResultSchema } from './inspect/schema.js';
export { main } from './main.js';
export { grouped } from './output/big-numbers.js';
export { claimTable } from './output/claim-table.js';
export { type Column, plainTable } from './output/plain-table.js';
export { type ProgressLine, progressLine } from './output/progress-line.js';
export { CLAIMS_SCHEMA } from './verify/claim-list.js';
