import type { CaseMethodOptions } from './case-method.js';
import { caseMethod } from './case-method.js';
import type { Method } from './method.js';

/**
 * Checks every case of a finite domain. All cases are visited and all failures counted, unless `stopAtFirst`; the
 * first failure is shrunk, by following the first simpler case that fails too, and reported. One failure refutes; none
 * supports `holds`.
 *
 * Its `run` rejects with an Error when the domain is empty, when the number of cases visited is not the declared `size`,
 * or when `shrink` goes in circles: each would make the evidence say something that was not shown.
 */
export function exhaustion<C>(options: CaseMethodOptions<C>): Method {
  return caseMethod('exhaustion', options);
}
