/** Which cases of the kernels as they are now a committed check run does not have. */
import type { KernelSuite, Precision } from '@verbatim/kernels';
import { allCases, type CheckedCase } from './suite-check.js';

/** What a run does not have of one kernel in one precision. */
export interface Unchecked {
  readonly kernel: string;
  readonly precision: Precision;
  /** Names of cases, in the order of the suite. */
  readonly cases: readonly string[];
  /** How many cases the suite has now. */
  readonly of: number;
}

/**
 * A row for each kernel and precision of which a run lacks a case on WebGPU, by name. A case that ran before its kernel was changed counts as
 * checked: results do not tell the text of a kernel.
 */
export function uncheckedCases(
  suites: readonly KernelSuite<object>[],
  checked: readonly Pick<CheckedCase, 'kernel' | 'precision' | 'backend' | 'case'>[],
): Unchecked[] {
  const key = (kernel: string, precision: string, name: string) => JSON.stringify([kernel, precision, name]);
  const onWebGpu = checked.filter(({ backend }) => backend !== 'cuda');
  const ran = new Set(onWebGpu.map((each) => key(each.kernel, each.precision, each.case)));
  return suites.flatMap((suite) => {
    const { name: kernel, precisions } = suite.definition;
    const names = allCases(suite).map(({ name }) => name);
    return precisions
      .map((precision) => ({
        kernel,
        precision,
        cases: names.filter((name) => !ran.has(key(kernel, precision, name))),
        of: names.length,
      }))
      .filter(({ cases }) => cases.length > 0);
  });
}
