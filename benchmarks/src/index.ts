export { EXPONENT_TOLERANCE, type FitGrowth, type GrowthFit } from './claims/fitted-growth.js';
export { type InformationRow, informationNeeded } from './claims/information-needed.js';
export { type MissingClaim, missingClaims, scalingClaims } from './claims/scaling-claims.js';
export { exhaustivePass } from './suites/exhaustive-pass.js';
