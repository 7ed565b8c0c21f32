import type { CaseMethodOptions } from './case-method.js';
import { caseMethod } from './case-method.js';
import type { Method } from './method.js';

/**
 * Checks every member of a stated family in exact arithmetic (integers, fractions, counts), where a case is one
 * instance of an identity or inequality rather than one object. It visits, counts, shrinks and rejects as `exhaustion`
 * does; the evidence is labelled `exact`.
 */
export function exact<C>(options: CaseMethodOptions<C>): Method {
  return caseMethod('exact', options);
}
